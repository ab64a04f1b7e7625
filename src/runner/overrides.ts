import {isScalar, isSeq, parseDocument} from 'yaml';
import {fail, ok, type Failure, type Result} from './failure.ts';
import {overrideForm, overrideKind} from './failures/params.ts';
import {isParamValue, type ParamValue} from './param-value.ts';

/** A param changed from the command line. */
export interface Override {
  /** `stage.param`. */
  readonly param: string;
  readonly value: ParamValue;
  /** As typed, for messages: `-s train.epochs=40`. */
  readonly origin: string;
}

/** Reads `stage.param=value`, where the value is what YAML would read: a scalar, or a list in brackets. */
export function parseOverrides(texts: readonly string[]): Result<readonly Override[], readonly Failure[]> {
  const read = texts.map((text) => parseOverride(text));
  const faults = read.flatMap((each) => (each.ok ? [] : [each.failure]));
  return faults.length > 0 ? fail(faults) : ok(read.flatMap((each) => (each.ok ? [each.value] : [])));
}

function parseOverride(text: string): Result<Override> {
  // Those in brackets belong to the name of a cell: `train[seed=1].epochs=40`.
  const equals = text.indexOf('=', Math.max(0, /^[^=[]*\[[^\]]*\]/.exec(text)?.[0].length ?? 0));
  const param = text.slice(0, Math.max(0, equals)).trim();
  if (param === '') return fail(overrideForm(text));
  const written = text.slice(equals + 1);
  const value = valueOf(written);
  return value === undefined ? fail(overrideKind(text)) : ok({param, value, origin: `-s ${text}`});
}

function valueOf(written: string): ParamValue | undefined {
  const document = parseDocument(written, {prettyErrors: false});
  // A path or a pattern may be no YAML at all: then it is the text that it looks like.
  if (document.errors.length > 0) return written;
  const {contents} = document;
  if (contents === null) return null;
  if (!isScalar(contents) && !isSeq(contents)) return undefined;
  const value: unknown = contents.toJSON();
  return isParamValue(value) ? value : undefined;
}
