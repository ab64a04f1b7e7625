/** A process that takes the digest of a file or folder as a run does: `digest <path> <folder of the index>`. */
import {createDigester} from '../../src/runner/digest-path.ts';
import {unwrap} from '../../test/rig/workspace.ts';

const [, , path = '', store = ''] = process.argv;
const digester = createDigester(store);
console.log(unwrap(await digester.digest(path)));
await digester.save();
