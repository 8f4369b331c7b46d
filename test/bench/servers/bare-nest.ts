import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { startNest } from './nest.js';
import { announce } from './serve.js';

/** A controller of Nest that does nothing at all: it verifies nothing, and reads no body. */
@Controller()
class EmptyController {
  @Post()
  @HttpCode(200)
  receive(): void {}
}

@Module({ controllers: [EmptyController] })
class AppModule {}

announce(await startNest(AppModule), '/');
