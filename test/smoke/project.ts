import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ROOT } from '../docs/pages.js';
import { freePort } from '../support/http/free-port.js';
import { run, type Command } from './command.js';
import { pasteReadme } from './readme.js';

export type NestMajor = 11 | 12;

export const FILES = join(ROOT, 'test/smoke/files');

const RECEIVED = 'answered 200 and 403, asked https://api.example.com/users/ada/goals/goal-1';

const INSTALL = ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund'] as const;

/**
 * A project as `nest new` generates it, but for what no cell runs, with the packed package and the
 * blocks of the README.
 */
export class Project {
  private constructor(
    readonly folder: string,
    readonly isCommonJs: boolean,
  ) {}

  /** @param leftOut packages of the generated project that no cell runs: they are many files. */
  static async create(major: NestMajor, leftOut: RegExp): Promise<Project> {
    const parent = mkdtempSync(join(tmpdir(), `misfit-nest-${major}-`));
    await run([...INSTALL, '--prefix', parent, `@nestjs/cli@${major}`], { cwd: parent });
    const options = ['--skip-git', '--skip-install', '--package-manager', 'npm'];
    await run(['npx', 'nest', 'new', 'app', ...options], { cwd: parent });
    const project = new Project(join(parent, 'app'), major === 11);
    // The project asks for the same CLI, which is a third of all its files.
    renameSync(join(parent, 'node_modules'), join(project.folder, 'node_modules'));
    project.leaveOut(leftOut);
    const tarball = process.env['TARBALL'] ?? (await pack(parent));
    // The second package makes the certificates of `MisfitSimulator`.
    await project.install('--save', tarball, '@peculiar/x509');
    pasteReadme(join(project.folder, 'src'), 'app.module.ts', project);
    cpSync(FILES, project.folder, { recursive: true });
    return project;
  }

  /** A copy with the same packages, for what would change the sources. */
  copy(name: string): Project {
    const folder = join(this.folder, '..', name);
    cpSync(this.folder, folder, { recursive: true, filter: isSource });
    symlinkSync(join(this.folder, 'node_modules'), join(folder, 'node_modules'));
    return new Project(folder, this.isCommonJs);
  }

  async install(...args: readonly string[]): Promise<void> {
    await this.run(...INSTALL, ...args);
  }

  async run(...command: Command): Promise<string> {
    return run(command, { cwd: this.folder, seconds: 400 });
  }

  /** Starts the built application, sends it a genuine and a forged notification, returns its log. */
  async receive(node: Command = ['node'], main = this.main()): Promise<string> {
    const preload = node.includes('bun') ? '--preload' : '--import';
    const port = String(await freePort());
    const output = await run([...node, preload, './receive.mjs', main], {
      cwd: this.folder,
      // The Nest CLI generates a `main.ts` that reads the one, and for applications of a monorepo the
      // other.
      env: { PORT: port, port, NO_COLOR: '1' },
      seconds: 120,
    });
    if (!output.includes(RECEIVED)) throw new Error(`expected "${RECEIVED}" in:\n${output}`);
    return output;
  }

  private leaveOut(packages: RegExp): void {
    const path = join(this.folder, 'package.json');
    const { devDependencies, ...rest } = JSON.parse(readFileSync(path, 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    const kept = Object.entries(devDependencies).filter(([name]) => !packages.test(name));
    const changed = { ...rest, devDependencies: Object.fromEntries(kept) };
    writeFileSync(path, JSON.stringify(changed, undefined, 2));
  }

  private main(): string {
    const main = ['dist/main.js', 'dist/src/main.js'].find((file) =>
      existsSync(join(this.folder, file)),
    );
    if (main === undefined) throw new Error('the build has written no main.js');
    return main;
  }

  remove(): void {
    rmSync(join(this.folder, '..'), { recursive: true, force: true });
  }
}

/** @returns the path of the packed package. */
async function pack(folder: string): Promise<string> {
  const options = ['--silent', '--ignore-scripts', '--pack-destination', folder];
  const output = await run(['npm', 'pack', ...options], { cwd: ROOT });
  return join(folder, output.trim());
}

function isSource(path: string): boolean {
  return !['node_modules', 'dist'].includes(basename(path));
}
