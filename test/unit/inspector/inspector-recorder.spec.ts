import { misfitEvent } from 'nestjs-misfit-notification/testing';
import type { MisfitEvent } from 'nestjs-misfit-notification';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import type { InspectedModule } from '../../../lib/inspector/inspected-module.js';
import { InspectorRecorder } from '../../../lib/inspector/inspector-recorder.js';
import type { ResolvedInspectorOptions } from '../../../lib/inspector/misfit-inspector.options.js';
import { createBus } from '../../support/deliveries/bus-world.js';

/** Number of genuine messages that are listed at once. */
const BURST = 500;

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** A recorder, and the streams that it observes. */
function startRecorder() {
  const { bus, streams } = createBus();
  const inspected = { get: () => bus } as unknown as InspectedModule;
  const options = { keep: 2 * BURST } as ResolvedInspectorOptions;
  const recorder = new InspectorRecorder(inspected, options);
  recorder.onModuleInit();
  onTestFinished(() => recorder.onModuleDestroy());
  const answer = ({ notification: { messageId, topicArn } }: MisfitEvent): void => {
    streams.deliveries.next({
      outcome: 'accepted',
      status: 200,
      isVerified: true,
      type: 'Notification',
      messageId,
      topicArn,
      updates: 1,
      receivedAt: new Date(),
      duration: 1,
    });
  };
  const complete = (event: MisfitEvent): void => {
    streams.completions.next({ event, handler: 'GoalListener.onGoal', duration: 1 });
  };
  const process = (event: MisfitEvent): void => {
    streams.events.next(event);
    complete(event);
    answer(event);
  };
  return { recorder, streams, process, complete, answer };
}

it('lists a message with its events, runs and delivery, or not at all', () => {
  const { recorder, streams, process, complete, answer } = startRecorder();
  for (let count = 0; count < BURST; count++) process(misfitEvent('goals.updated'));
  expect(recorder.limit.unlisted).toBe(0);

  const event = misfitEvent('goals.updated');
  streams.events.next(event);
  // From here on there would be room for it again.
  vi.advanceTimersByTime(1_000);
  complete(event);
  answer(event);
  expect(recorder.limit.unlisted).toBe(1);
  expect(recorder.history.changesAfter(0).deliveries).toHaveLength(BURST);
});

it('lists a further delivery of a message that was not listed', () => {
  const { recorder, process, answer } = startRecorder();
  for (let count = 0; count < BURST; count++) process(misfitEvent('goals.updated'));
  const event = misfitEvent('goals.updated');
  process(event);
  expect(recorder.limit.unlisted).toBe(1);

  vi.advanceTimersByTime(1_000);
  answer(event);
  expect(recorder.limit.unlisted).toBe(1);
});

it('counts the deliveries that it does not list', () => {
  const { recorder, process } = startRecorder();
  for (let count = 0; count < BURST + 5; count++) process(misfitEvent('goals.updated'));
  expect(recorder.limit.unlisted).toBe(5);
  expect(recorder.measures.intervals().at(-1)).toMatchObject({ accepted: BURST + 5 });
});
