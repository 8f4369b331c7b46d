import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const OPTIONAL = Object.keys(MANIFEST.peerDependenciesMeta);

/** These two extend classes of another package, and are of no use without it. */
const BOUND = new Set(['./opentelemetry', './terminus']);
const ENTRY_POINTS = Object.keys(MANIFEST.exports).filter(
  (name) => name !== './package.json' && !BOUND.has(name),
);

/** How each build is loaded. */
const BUILDS: readonly [name: string, load: string][] = [
  ['ESM', '(entry) => import(`nestjs-misfit-notification${entry}`)'],
  [
    'CommonJS',
    `(entry) => createRequire(import.meta.url)(
       \`./node_modules/nestjs-misfit-notification/dist/commonjs\${entry}/index.js\`)`,
  ],
];

/** What is tried with each build, in one process: to load Nest takes most of its time. */
const USES = {
  entryPoints: `
    for (const name of ${JSON.stringify(ENTRY_POINTS)}) await load(name.slice(1));
    console.log('loaded');
  `,
  bullmq: `
    const { MisfitNotificationModule } = await load('');
    const { bullmqDelivery, MissingPackageError } = await load('/bullmq');
    const delivery = bullmqDelivery({ connection: {} });
    const module = MisfitNotificationModule.forRoot({ delivery });
    const app = await NestFactory.create({ module: class {}, imports: [module] }, { logger: false });
    await app.init().catch((error) => {
      show(error);
      console.log(error instanceof MissingPackageError);
    });
  `,
  simulator: `
    const { misfitEvent, misfitUpdate, MisfitSimulator } = await load('/testing');
    console.log(misfitEvent('goals.updated', { id: 'g1' }).id);
    const simulator = new MisfitSimulator();
    const message = simulator.notification([misfitUpdate()]);
    console.log(simulator.request(message).method);
    await simulator.send('http://127.0.0.1:9', message).catch(show);
    await simulator.fetch(message.SigningCertURL).catch(() => console.log('refused'));
  `,
};

const scriptOfAllUses = (load: string) => `
  import 'reflect-metadata';
  import { createRequire } from 'node:module';
  import { NestFactory } from '@nestjs/core';
  const show = ({ name, message }) => console.log(name + ': ' + message);
  const load = ${load};
  ${Object.entries(USES)
    .map(([name, text]) => `console.log('## ${name}');\n{ ${text} }`)
    .join('\n')}
`;

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe('the package where no optional package is installed', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'misfit-optional-'));
    const installed = join(folder, 'node_modules/nestjs-misfit-notification');
    for (const file of ['dist', 'package.json']) {
      cpSync(join(ROOT, file), join(installed, file), { recursive: true });
    }
    const { dependencies, peerDependencies } = MANIFEST;
    const needed = { ...dependencies, ...peerDependencies, '@nestjs/platform-express': '' };
    for (const name of Object.keys(needed).filter((each) => !OPTIONAL.includes(each))) {
      const link = join(folder, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), link);
    }
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function node(args: readonly string[], script = ''): Promise<Ended> {
    return new Promise((resolve) => {
      const env = { ...process.env, NODE_ENV: 'test', XDG_CONFIG_HOME: folder };
      const child = execFile(process.execPath, args, { cwd: folder, env }, (error, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code), out, err });
      });
      child.stdin?.end(script);
    });
  }

  describe.each(BUILDS)('in the %s build', (_, load) => {
    let printed: Readonly<Record<keyof typeof USES, string>>;
    let warnings: string;

    beforeAll(async () => {
      const { out, err } = await node(['--input-type=module', '-'], scriptOfAllUses(load));
      const parts = out.split(/^## \w+\n/m).slice(1);
      printed = Object.fromEntries(Object.keys(USES).map((name, n) => [name, parts[n]])) as never;
      warnings = err;
    });

    it('loads every entry point', () => {
      expect(printed.entryPoints, warnings).toBe('loaded\n');
    });

    it('starts no application with bullmqDelivery, and says what to install', () => {
      expect(printed.bullmq, warnings).toBe(
        'MissingPackageError: bullmqDelivery needs a package that is not installed: ' +
          '`npm install bullmq ioredis`\ntrue\n',
      );
    });

    it('makes events and messages, and says what the simulator needs to deliver them', () => {
      const hint =
        'MissingPackageError: MisfitSimulator needs a package that is not installed: ' +
        '`npm install --save-dev @peculiar/x509`\n';
      expect(printed.simulator, warnings).toBe(`g1\nPOST\n${hint}refused\n`);
      // The warning of the process, for tests whose receiver logs nothing.
      expect(warnings).toContain(hint);
    });
  });

  it('has a command that says what to install before it sends anything', async () => {
    const main = 'node_modules/nestjs-misfit-notification/dist/esm/cli/main.js';
    const sending = await node([main, 'send', '--to', 'http://127.0.0.1:9']);
    expect(sending.err).toContain('npm install --save-dev @peculiar/x509');
    expect(sending.code).toBe(2);
    expect((await node([main, '--help'])).code).toBe(0);
  });
});
