import { spawn } from 'node:child_process';

const LAST_LINES = 25;

export type Command = readonly [string, ...string[]];

/** Runs a command to its end, within its time. An error shows the last lines that it printed. */
export async function run(
  command: Command,
  { cwd, env, seconds = 400 }: { cwd: string; env?: Record<string, string>; seconds?: number },
): Promise<string> {
  const [file, ...args] = command;
  // A process group of its own: npx and npm start further processes.
  const child = spawn(file, args, {
    cwd,
    env: { ...ENVIRONMENT, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, seconds * 1000);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearTimeout(timer));
  if (code === 0) return output;
  const end = timedOut ? `did not end within ${seconds} s` : `ended with ${code}`;
  const lines = output.trimEnd().split('\n').slice(-LAST_LINES);
  throw new Error(`${command.join(' ')} ${end}:\n${lines.join('\n')}`);
}

/** What a user's shell has: nothing of the test runner that started this process. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|TEST|NODE_ENV|NODE_OPTIONS|npm_|VITE_|PROD$|DEV$|MODE$|SSR$)/.test(name),
  ),
);
