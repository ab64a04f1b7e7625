#!/usr/bin/env node
import {outliveReaders} from './closed-pipes.ts';
import {run} from './program.ts';

outliveReaders([process.stdout, process.stderr]);
process.exitCode = await run(process.argv, process.env);
