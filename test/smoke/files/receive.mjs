// Loaded before an application: plays Misfit, SNS and the API that the README's handler asks, and ends
// the process after one signed notification has been handled.
import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';

const DEADLINE = 60_000;
const url = `http://127.0.0.1:${process.env.PORT}/misfit/notification`;
const network = globalThis.fetch;
const simulator = new MisfitSimulator({ retries: 0 });
const asked = [];

globalThis.fetch = async (input, init) => {
  const { hostname, href } = new URL(input);
  if (hostname === '127.0.0.1') return network(input, init);
  if (hostname !== 'api.example.com') return simulator.fetch(input, init);
  asked.push(href);
  return new Response('{}');
};

setTimeout(receive, 200);

async function receive() {
  const end = Date.now() + DEADLINE;
  while (!(await isListening()) && Date.now() < end)
    await new Promise((next) => setTimeout(next, 200));
  const update = misfitUpdate('goals.updated', { ownerId: 'ada', id: 'goal-1' });
  const { status } = await simulator.deliver(url, [update]);
  const forged = { ...simulator.notification([update]), Signature: 'AAAA' };
  const refused = await simulator.send(url, forged);
  // Durable deliveries run handlers after the answer.
  while (asked.length === 0 && Date.now() < end) await new Promise((next) => setTimeout(next, 50));
  console.log(`answered ${status} and ${refused.status}, asked ${asked.join()}`);
  process.exit(0);
}

async function isListening() {
  return network(url).then(
    () => true,
    () => false,
  );
}
