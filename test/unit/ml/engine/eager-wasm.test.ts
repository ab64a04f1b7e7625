import {testEagerTrainer} from '../../../rig/eager-suite.ts';

await testEagerTrainer('wasm');
