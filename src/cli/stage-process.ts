import {serveStage} from '../executors/serve-stage.ts';
import {stageDefinitions} from '../stages/index.ts';

// The program that `inChildProcess` starts: `dist/child.js`.
serveStage(stageDefinitions);
