import * as fc from 'fast-check';
import { anyText, drafts, type Draft } from '../support/verification/sns-arbitraries.js';
import type { SnsWorld } from '../support/verification/sns-world.js';

export type HeaderValue = string | string[] | undefined;

/** A header that says what the message says, in most cases. */
function copied(value: string): fc.Arbitrary<HeaderValue> {
  return fc.oneof(
    { weight: 7, arbitrary: fc.constant(value) },
    { weight: 2, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.oneof(
        anyText,
        fc.constantFrom<HeaderValue[]>(
          value.toUpperCase(),
          ` ${value}`,
          `${value}, ${value}`,
          [value],
          [value, value],
          [],
          '',
        ),
      ),
    },
  );
}

const rawDelivery = fc.oneof(
  { weight: 7, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.constant('false') },
  { weight: 1, arbitrary: fc.constantFrom<HeaderValue[]>('true', 'TRUE', '', 'False', ['false']) },
);

/** Messages with the headers that they came with. */
export const deliveriesWithHeaders = (
  world: SnsWorld,
): fc.Arbitrary<[Draft, Record<string, HeaderValue>]> =>
  drafts(world).chain((draft) =>
    fc.tuple(
      fc.constant(draft),
      fc.record(
        {
          'x-amz-sns-message-type': copied(draft.fields.Type!),
          'x-amz-sns-message-id': copied(draft.fields.MessageId!),
          'x-amz-sns-topic-arn': copied(draft.fields.TopicArn!),
          'x-amz-sns-rawdelivery': rawDelivery,
          'x-amz-sns-subscription-arn': anyText,
          'content-type': anyText,
        },
        { requiredKeys: [] },
      ),
    ),
  );
