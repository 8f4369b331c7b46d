import { expect, it } from 'vitest';
import { HandlerPlaces } from '../../../lib/durable/handler-places.js';
import { Gate } from '../../support/clocks/gate.js';
import { settled } from '../../support/observers/process-faults.js';

/** Starts tasks that end when their gate opens. */
function startTasks(places: HandlerPlaces, count: number) {
  const started: number[] = [];
  const gates = Array.from({ length: count }, () => new Gate());
  const results = gates.map((gate, index) =>
    places.run(async () => {
      started.push(index);
      await gate.opened;
      return index;
    }),
  );
  return { started, gates, results };
}

it('as many tasks run at once as there are places, the others in order of arrival', async () => {
  const { started, gates, results } = startTasks(new HandlerPlaces(2), 4);
  await settled();
  expect(started).toEqual([0, 1]);
  gates[1]!.open();
  expect(await results[1]).toBe(1);
  await settled();
  expect(started).toEqual([0, 1, 2]);
  for (const gate of gates) gate.open();
  expect(await Promise.all(results)).toEqual([0, 1, 2, 3]);
});

it('a place is free again after a task, even one that fails', async () => {
  const places = new HandlerPlaces(1);
  await expect(places.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  const { started, results, gates } = startTasks(places, 2);
  await settled();
  expect(started).toEqual([0]);
  for (const gate of gates) gate.open();
  expect(await Promise.all(results)).toEqual([0, 1]);
});

it('what has not started when the places are closed never starts', async () => {
  const places = new HandlerPlaces(1);
  const { started, gates, results } = startTasks(places, 3);
  await settled();
  places.close();
  expect(await Promise.all(results.slice(1))).toEqual([undefined, undefined]);
  gates[0]!.open();
  expect(await results[0]).toBe(0);
  expect(await places.run(() => 'late')).toBeUndefined();
  expect(started).toEqual([0]);
});
