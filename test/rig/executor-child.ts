import {serveStage} from '../../src/executors/serve-stage.ts';
import {executorStages} from './executor-stages.ts';

serveStage(executorStages);
