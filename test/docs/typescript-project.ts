import { basename, dirname } from 'node:path';
import ts from 'typescript';
import { ROOT, type CodeBlock } from './pages.js';

/** What `nest new` writes, plus the strictest checks that an application may switch on. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node', 'vitest/globals'],
  isolatedModules: true,
  emitDecoratorMetadata: true,
  experimentalDecorators: true,
  strict: true,
  strictPropertyInitialization: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  noEmit: true,
};

/**
 * Compiles blocks exactly as printed against the built package. The blocks of one page are the files
 * of one folder; a first line such as `// goal.listener.ts` names the file.
 *
 * @returns one line for each error, with the place of its block.
 */
export function compileErrors(blocks: readonly CodeBlock[]): string[] {
  const files = new Map(blocks.map((block) => [pathOf(block), block]));
  if (files.size < blocks.length) throw new Error('two blocks of one page have the same file name');
  const folders = new Set([...files.keys()].map(dirname));
  const disk = ts.createCompilerHost(OPTIONS);
  const host: ts.CompilerHost = {
    ...disk,
    directoryExists: (path) => folders.has(path) || ts.sys.directoryExists(path),
    fileExists: (path) => files.has(path) || disk.fileExists(path),
    readFile: (path) => files.get(path)?.code ?? disk.readFile(path),
    getSourceFile: (path, target) => {
      const code = files.get(path)?.code;
      if (code === undefined) return disk.getSourceFile(path, target);
      return ts.createSourceFile(path, code, target);
    },
  };
  const program = ts.createProgram([...files.keys()], OPTIONS, host);
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => describe(diagnostic, files));
}

function pathOf({ page, line, code }: CodeBlock): string {
  const name = /^\/\/ (?<name>[\w.-]+\.ts)\n/.exec(code)?.groups?.['name'];
  // In a folder of the project, where the package finds itself by its own name.
  const folder = `${ROOT}test/docs/${page.replace(/\W/g, '-')}`;
  return `${folder}/${name ?? `line-${line}.ts`}`;
}

function describe({ file, start, messageText }: ts.Diagnostic, files: Map<string, CodeBlock>) {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  const block = file && files.get(file.fileName);
  if (block === undefined || start === undefined) return message;
  const line = block.line + 1 + ts.getLineAndCharacterOfPosition(file as ts.SourceFile, start).line;
  return `${block.page}:${line}: ${message} (${basename((file as ts.SourceFile).fileName)})`;
}
