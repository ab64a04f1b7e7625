import {ok, type Result} from '../../runner/failure.ts';
import type {Tracking} from '../../tracking/open-tracking.ts';
import type {Directions} from './columns.ts';
import {keyDecoder} from './decode-keys.ts';
import {frame} from './frame.ts';
import {answerReader, picturesKnown, question, type PictureChoice} from './images/how-pictures.ts';
import {usualCell} from './images/sixel.ts';
import {keepReading} from './keep-reading.ts';
import {plural} from '../numbers.ts';
import {createPainter} from './painter.ts';
import {createPerformer, viewsFile} from './perform.ts';
import type {Program} from './run-again.ts';
import {openSource} from './source.ts';
import {emptyDashboard, type Act, type Dashboard} from './state.ts';
import {step, type Happening} from './step.ts';
import {readViews} from './views-file.ts';
import {whileOnScreen, type Ended} from './while-on-screen.ts';

interface Options {
  readonly tracking: Tracking;
  readonly metrics: Directions;
  /** Runs and experiments; empty means all runs. */
  readonly names: readonly string[];
  /** The store of artifacts. */
  readonly artifacts: string;
  readonly program: Program;
  readonly colour: boolean;
  /** How pictures are shown; left out: as well as the terminal can. */
  readonly images?: PictureChoice;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly now?: () => number;
}

/** How it ended: somebody left, a signal came, or the terminal went away. */
export type End = 'left' | Ended;

/** Shows runs until somebody leaves or a signal comes. Only where there is a terminal. */
export function openDashboard(options: Options): Promise<Result<End>> {
  const {tracking, metrics, names, artifacts, program, colour, images, env, stdin, stdout} = options;
  const {now = Date.now} = options;
  const open = () => openSource({tracking, metrics, names, artifacts});
  const opened = open();
  if (!opened.ok) return Promise.resolve(opened);
  const size = () => ({columns: stdout.columns || 80, rows: stdout.rows || 24});
  let state: Dashboard = {
    ...emptyDashboard({size: size(), now: now(), metrics}),
    pictures: images !== 'none',
  };

  return whileOnScreen<'left'>({stdin, stdout}, ({end: leave, bug, suspend}) => {
    let isOver = false;
    const end = (result: Result<'left'>) => {
      isOver = true;
      leave(result);
    };
    const painter = createPainter({write: (text) => stdout.write(text), colour});
    const answered = answerReader();
    const keys = keyDecoder((answer) => {
      const how = answered(answer);
      if (how !== undefined && how !== 'blocks' && images === undefined) {
        painter.pictures(how);
        painter.draw(frame(state));
      }
    });
    if (images === 'kitty' || images === 'sixel')
      painter.pictures(images === 'kitty' ? {by: 'kitty'} : {by: 'sixel', cell: usualCell});
    // Without colours a picture of greys would be the only thing that has some.
    else if (images === undefined && colour) {
      if (picturesKnown(env) === 'kitty') painter.pictures({by: 'kitty'});
      else stdout.write(question(env));
    }

    const guarded =
      <Given extends unknown[]>(work: (...given: Given) => void) =>
      (...given: Given) => {
        try {
          work(...given);
        } catch (error) {
          bug(error);
        }
      };

    const record = keepReading({
      source: opened.value,
      open,
      guarded,
      onFailure: end,
      onRuns: (runs, loading) => happen({type: 'time', now: now()}, {type: 'runs', runs, loading}),
      onReadAgain: (runs) =>
        happen(
          {type: 'views', saved: readViews(viewsFile(program))},
          {type: 'runs', runs, loading: false},
          {type: 'told', message: {text: `Read again: ${plural(runs.length, 'run')}`, tone: 'said'}},
        ),
    });

    const happen = (...happenings: readonly Happening[]) => {
      for (const happening of happenings) {
        // What was typed behind the last key is for the shell, and what is told later is for nobody.
        if (isOver) return;
        const next = step(state, happening);
        state = next.state;
        for (const act of next.acts) perform(act);
      }
      if (isOver) return;
      const read = record.source().read(state);
      if (!read.ok) {
        end(read);
        return;
      }
      if (read.value !== state.read) state = step(state, {type: 'read', read: read.value}).state;
      painter.draw(frame(state));
    };
    const perform = (act: Act) => {
      switch (act.type) {
        case 'quit':
          end(ok('left'));
          return;
        case 'reload':
          painter.clear();
          record.readAgain();
          return;
        case 'suspend':
          suspend();
          return;
        case 'copy':
          stdout.write(`\x1b]52;c;${Buffer.from(act.text).toString('base64')}\x07`);
          return;
        case 'tag':
        case 'note':
        case 'delete':
        case 'undo':
        case 'export':
        case 'open':
        case 'report':
        case 'plan':
        case 'start':
        case 'stop':
        case 'save-view':
          performOuter(act);
          return;
        default:
          act satisfies never;
      }
    };
    const performOuter = createPerformer({
      tracking,
      metrics,
      artifacts,
      program,
      now,
      runs: () => record.source().runs(),
      changed: record.changed,
      happen: guarded((happening: Happening) => happen(happening)),
    });
    let closing: NodeJS.Timeout | undefined;
    const onKeys = guarded((chunk: string) => {
      clearTimeout(closing);
      happen(...keys.take(chunk));
      if (keys.isOpen())
        closing = setTimeout(
          guarded(() => happen(...keys.close())),
          escapeTime,
        );
    });
    const drawAgain = guarded(() => {
      painter.clear();
      happen({type: 'size', size: size()});
    });
    const ticking = setInterval(
      guarded(() => happen({type: 'time', now: now()})),
      second,
    );
    stdin.setEncoding('utf8').on('data', onKeys).resume();
    stdout.on('resize', drawAgain);
    state = step(state, {type: 'views', saved: readViews(viewsFile(program))}).state;
    record.begin();
    return {
      drawAgain,
      stop: () => {
        isOver = true;
        record.stop();
        clearInterval(ticking);
        clearTimeout(closing);
        painter.end();
        stdin.off('data', onKeys).pause();
        stdout.off('resize', drawAgain);
      },
    };
  });
}

const second = 1000;
/** Milliseconds within which the rest of a sequence follows its escape, also on a slow line. */
const escapeTime = 30;
