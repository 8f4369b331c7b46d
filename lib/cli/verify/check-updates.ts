import { MISFIT_TOPIC_ARNS } from '../../misfit/misfit-topics.js';
import { parseUpdates, type MisfitNotification } from '../../misfit/parse-updates.js';
import type { SnsMessage } from '../../sns/sns-message.js';
import { TopicAllowList } from '../../sns/topic-allow-list.js';
import type { CheckList } from './check-list.js';

/** What Misfit says in a notification. Other topics may say anything. */
export function checkUpdates(list: CheckList, message: SnsMessage): void {
  if (message.Type !== 'Notification') return;
  if (!new TopicAllowList(MISFIT_TOPIC_ARNS).allows(message.TopicArn)) {
    list.skip('updates', "not a topic of Misfit's account");
    return;
  }
  list.run('updates', () => parseUpdates(message), describe);
}

function describe({ events, malformed }: MisfitNotification): string {
  const counts = new Map<string, number>();
  for (const event of events) {
    if (event === undefined) continue;
    const name = `${event.type}.${event.action}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const parts = [...counts].map(([name, count]) => `${count} ${name}`);
  const skipped = malformed.map(({ index, reason }) => `number ${index} is skipped: ${reason}`);
  return [...parts, ...skipped].join('; ') || 'none';
}
