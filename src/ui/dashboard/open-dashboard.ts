import {ok, type Result} from '../../runner/failure.ts';
import type {Tracking} from '../../tracking/open-tracking.ts';
import type {Directions} from './columns.ts';
import {keyDecoder} from './decode-keys.ts';
import {frame} from './frame.ts';
import {answerReader, picturesKnown, question, type PictureChoice} from './images/how-pictures.ts';
import {usualCell} from './images/sixel.ts';
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
  const readRecord = () => openSource({tracking, metrics, names, artifacts});
  const opened = readRecord();
  if (!opened.ok) return Promise.resolve(opened);
  let source = opened.value;
  const size = () => ({columns: stdout.columns || 80, rows: stdout.rows || 24});
  let state: Dashboard = {
    ...emptyDashboard({size: size(), now: now(), metrics}),
    pictures: images !== 'none',
  };

  return whileOnScreen<'left'>({stdin, stdout}, (end, bug) => {
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

    const happen = (...happenings: readonly Happening[]) => {
      for (const happening of happenings) {
        const next = step(state, happening);
        state = next.state;
        for (const act of next.acts) perform(act);
      }
      const read = source.read(state);
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
          readAgain();
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
      runs: () => source.runs(),
      changed: (ids) => {
        const again = source.again(ids);
        if (again.ok) happen({type: 'runs', runs: source.runs(), loading: state.loading});
        else end(again);
      },
      happen: guarded((happening: Happening) => happen(happening)),
    });
    /** The newest runs are on the screen at once; the others come in parts, and keys are answered in between. */
    const readMore = (count: number) => {
      const more = source.more(count);
      if (!more.ok) {
        end(more);
        return;
      }
      happen({type: 'runs', runs: source.runs(), loading: more.value});
      if (more.value) reading = setImmediate(guarded(readMore), Math.min(someRuns, count * 4));
    };
    let reading: NodeJS.Immediate | undefined;
    /** What was read stays on the screen until all of it was read again. */
    const readAgain = () => {
      painter.clear();
      if (state.loading) return;
      const again = readRecord();
      if (!again.ok) {
        end(again);
        return;
      }
      const readOn = () => {
        const more = again.value.more(someRuns);
        if (!more.ok) {
          end(more);
          return;
        }
        if (more.value) {
          reading = setImmediate(guarded(readOn));
          return;
        }
        source = again.value;
        const runs = source.runs();
        happen(
          {type: 'views', saved: readViews(viewsFile(program))},
          {type: 'runs', runs, loading: false},
          {type: 'told', message: {text: `Read again: ${plural(runs.length, 'run')}`, tone: 'said'}},
        );
      };
      if (reading !== undefined) clearImmediate(reading);
      reading = setImmediate(guarded(readOn));
    };
    const look = () => {
      const changed = source.look();
      if (!changed.ok) {
        end(changed);
        return;
      }
      if (changed.value)
        happen({type: 'time', now: now()}, {type: 'runs', runs: source.runs(), loading: state.loading});
    };
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
    const onResize = guarded(() => {
      painter.clear();
      happen({type: 'size', size: size()});
    });
    const looking = setInterval(guarded(look), pause);
    const ticking = setInterval(
      guarded(() => happen({type: 'time', now: now()})),
      second,
    );
    stdin.setEncoding('utf8').on('data', onKeys).resume();
    stdout.on('resize', onResize);
    state = step(state, {type: 'views', saved: readViews(viewsFile(program))}).state;
    guarded(readMore)(firstRuns);
    return () => {
      clearInterval(looking);
      clearInterval(ticking);
      clearTimeout(closing);
      if (reading !== undefined) clearImmediate(reading);
      painter.end();
      stdin.off('data', onKeys).pause();
      stdout.off('resize', onResize);
    };
  });
}

/** More than a screen has rows, few enough to be read in a moment. */
const firstRuns = 200;
/** As many as are read between two keys. */
const someRuns = 2000;
/** Milliseconds between looks at the record: asking whether it changed costs next to nothing. */
const pause = 250;
const second = 1000;
/** Milliseconds within which the rest of a sequence follows its escape, also on a slow line. */
const escapeTime = 30;
