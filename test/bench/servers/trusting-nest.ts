import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { startNest } from './nest.js';
import { announce } from './serve.js';
import { holdsUpdates } from './updates.js';

/**
 * A controller of Nest that does all of a receiver's work but the verification: it reads the body,
 * with the parser that Nest offers for it, looks at every update, and believes everything.
 */
@Controller()
class TrustingController {
  @Post()
  @HttpCode(200)
  receive(@Body() body: string): void {
    const { Message } = JSON.parse(body) as { Message: string };
    if (!holdsUpdates(Message)) throw new Error('no list of updates');
  }
}

@Module({ controllers: [TrustingController] })
class AppModule {}

const server = await startNest(AppModule, (app) => {
  (app as NestExpressApplication).useBodyParser('text', { type: '*/*', limit: '1mb' });
});
announce(server, '/');
