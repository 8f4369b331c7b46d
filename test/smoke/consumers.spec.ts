import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const consumers = join(root, 'test/smoke/consumers');

/** Projects that use the package as it is published, each with its own framework version. */
describe.each(readdirSync(consumers))('consumer %s', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'misfit-consumer-'));

  beforeAll(() => {
    const [packed] = JSON.parse(
      run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root),
    );
    cpSync(join(consumers, name), folder, { recursive: true });
    run('npm', ['install', '--no-audit', '--no-fund', join(folder, packed.filename)], folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('installs it, compiles against it, and receives a notification', () => {
    run('npm', ['run', 'check'], folder);
    const output = run('npm', ['start', '--silent'], folder);
    expect(output.trim().split('\n')).toEqual(['goal of ada', 'answered 200']);
  });
});

function run(command: string, args: string[], cwd: string): string {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
