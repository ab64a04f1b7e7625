import {openTracking} from '../tracking/open-tracking.ts';
import {setPin} from '../tracking/pins.ts';
import type {PinOptions} from './options/store.ts';
import {print, refuse} from './say.ts';
import {workspaceOf} from './workspace.ts';

/** `epochal pin <run>` and `unpin`: whether `gc` must leave its artifacts alone. */
export async function pinVerb(name: string, options: PinOptions, pinned: boolean): Promise<number> {
  const tracking = openTracking(workspaceOf(options.file).record, {create: false});
  if (!tracking.ok) return refuse([tracking.failure]);
  const set = setPin(tracking.value, name, pinned);
  tracking.value.close();
  if (!set.ok) return refuse([set.failure]);
  const {id, changed} = set.value;
  const state = pinned ? 'pinned: `epochal gc` leaves its artifacts' : 'not pinned';
  await print(`Run ${id} ${changed ? 'is now' : 'was already'} ${state}.`);
  return 0;
}
