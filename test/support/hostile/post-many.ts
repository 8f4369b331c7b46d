import { Agent, request } from 'node:http';
import { onTestFinished } from 'vitest';

/** Posts that are under way at once: a flood, but one that leaves the machine its sockets. */
const POSTS_AT_ONCE = 50;

/** How often each status was answered. */
type StatusCounts = Readonly<Record<string, number>>;

/** Posts many messages over a few connections, which costs much less than `fetch`. */
export async function postMany(
  url: string,
  count: number,
  makeMessage: () => object,
): Promise<StatusCounts> {
  const agent = new Agent({ keepAlive: true, maxSockets: POSTS_AT_ONCE });
  onTestFinished(() => agent.destroy());
  const statuses: Record<string, number> = {};
  let posted = 0;
  const postInTurn = async (): Promise<void> => {
    while (posted < count) {
      posted++;
      const status = await post(url, JSON.stringify(makeMessage()), agent);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: POSTS_AT_ONCE }, postInTurn));
  return statuses;
}

function post(url: string, body: string, agent: Agent): Promise<number> {
  const headers = {
    'content-type': 'text/plain; charset=UTF-8',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
