import { defineConfig } from 'rolldown';

/**
 * One small file: sixty processes load it one after the other. Names stay: a task has its class's.
 */
export default defineConfig({
  input: 'test/crash/app/main.ts',
  platform: 'node',
  tsconfig: 'test/crash/app/tsconfig.json',
  // Native, or asked for by packages that do without.
  external: [
    'libsql',
    'class-transformer/storage',
    /^@nestjs\/(microservices|websockets)/,
    /^@fastify\/(multipart|static|view)$/,
  ],
  output: {
    file: 'test/crash/dist/main.cjs',
    format: 'cjs',
    codeSplitting: false,
    minify: { mangle: false },
  },
  plugins: [
    { name: 'ascii', generateBundle: (_, bundle) => Object.values(bundle).forEach(toAscii) },
  ],
  logLevel: 'warn',
});

/** So that the file can be read as Latin-1: in half of the time and memory that UTF-8 takes. */
function toAscii(chunk) {
  chunk.code = chunk.code.replaceAll(/[^\0-\x7f]/g, escaped);
}

function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
