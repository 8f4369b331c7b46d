import { readFile } from 'node:fs/promises';
import { describeError } from '../../common/describe-error.js';
import { EVENT_CLASSES } from '../../misfit/event-classes.js';
import { misfitUpdate, type MisfitEventName } from '../../testing/misfit-update.builder.js';
import { UsageError } from '../frame/errors.js';
import type { SendOptions } from './send.options.js';

/**
 * What makes the updates of each notification: those of the file, or one new update.
 *
 * @throws UsageError if the event is unknown or the file does not hold a JSON array of objects.
 */
export async function updatesToSend(
  event: string,
  { file, owner, id }: SendOptions,
): Promise<() => readonly object[]> {
  if (file !== undefined) {
    const updates = await readUpdates(file);
    return () => updates;
  }
  const names = Object.entries(EVENT_CLASSES).flatMap(([type, actions]) =>
    Object.keys(actions).map((action) => `${type}.${action}`),
  );
  if (!names.includes(event)) {
    throw new UsageError(`unknown event ${event}: choose one of ${names.join(', ')}`);
  }
  const fields = {
    ...(owner !== undefined && { ownerId: owner }),
    ...(id !== undefined && { id }),
  };
  return () => [misfitUpdate(event as MisfitEventName, fields)];
}

async function readUpdates(file: string): Promise<readonly object[]> {
  try {
    const updates = JSON.parse(await readFile(file, 'utf8')) as unknown;
    if (Array.isArray(updates) && updates.every((update) => isObject(update))) return updates;
  } catch (error) {
    throw new UsageError(`could not read ${file}: ${describeError(error).message}`);
  }
  throw new UsageError(`${file} does not hold a JSON array of updates`);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
