import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';
import ts from 'typescript';
import { onTestFinished } from 'vitest';
import { codeBlocks, ROOT } from '../docs/pages.js';
import { freePort } from '../support/http/free-port.js';
import { serveOnLoopback } from '../support/sns/loopback-server.js';

const FILE_NAME = /^\/\/ (?<name>[\w.-]+)\.ts\n/;

const COMPILER_OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  useDefineForClassFields: false,
};

/** Lets the global `fetch` of a recipe reach the simulator in place of SNS. */
const PRELOAD = `
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) =>
    new URL(input).hostname.startsWith('sns.')
      ? fetch(process.env.SIMULATOR + '?url=' + encodeURIComponent(input), init)
      : fetch(input, init);
`;

export interface RunningRecipe {
  readonly origin: string;
  /** Port of its microservice, if it has one. */
  readonly tcpPort: number;
  output(): string;
  /** Posts an update of a goal, once; resolves to the status of the answer. */
  post(goalId: string): Promise<number | undefined>;
}

const simulator = new MisfitSimulator({ retries: 0 });

/** Runs the code of a page of docs/recipes/ as printed, until the test ends. */
export async function startRecipe(
  page: string,
  main: string,
  env: NodeJS.ProcessEnv = {},
): Promise<RunningRecipe> {
  const folder = compilePage(page, main);
  const [port, tcpPort] = [await freePort(), await freePort()];
  const network = await serveOnLoopback((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    void simulator.fetch(searchParams.get('url') ?? '').then(async (answer) => {
      response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
    });
  });
  const preload = `data:text/javascript,${encodeURIComponent(PRELOAD)}`;
  const child = spawn(process.execPath, ['--import', preload, `${folder}/${main}.js`], {
    env: {
      ...process.env,
      NO_COLOR: '1',
      SIMULATOR: network,
      PORT: String(port),
      TCP_PORT: String(tcpPort),
      ...env,
    },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  while (!(await isListening(port))) {
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    if (hasEnded) throw new Error(`the recipe ended: ${output}`);
    await sleep(100);
  }
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    tcpPort,
    output: () => output,
    post: async (id) => {
      const message = simulator.notification([misfitUpdate('goals.updated', { id })]);
      return (await simulator.send(`${origin}/misfit/notification`, message)).status;
    },
  };
}

/** In a folder of the project, where the built package finds itself by its own name. */
function compilePage(page: string, main: string): string {
  const folder = `${ROOT}test/recipes/.run/${page}-${main}`;
  mkdirSync(folder, { recursive: true });
  for (const { code } of codeBlocks(`docs/recipes/${page}.md`)) {
    const name = FILE_NAME.exec(code)?.groups?.['name'];
    if (name === undefined) continue;
    const { outputText } = ts.transpileModule(code, { compilerOptions: COMPILER_OPTIONS });
    writeFileSync(`${folder}/${name}.js`, outputText);
  }
  return folder;
}

async function isListening(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
