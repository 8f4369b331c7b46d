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
  logLevel: 'warn',
});
