import { defineConfig } from 'rolldown';

/** One file: sixty processes load it one after the other, and hundreds of files take a second each time. */
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
  output: { file: 'test/crash/dist/main.mjs', codeSplitting: false },
  logLevel: 'warn',
});
