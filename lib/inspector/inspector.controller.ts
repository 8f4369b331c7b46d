import {
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
  Query,
  Req,
  Res,
  Sse,
  UseGuards,
  VERSION_NEUTRAL,
  type MessageEvent,
  type Type,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Observable } from 'rxjs';
import { ActionRequestGuard } from './action-request.guard.js';
import { connectionOf, type FeedRequest } from './feed-connection.js';
import { InspectorDeadLetters, type DeadLetterSelection } from './inspector-dead-letters.js';
import { InspectorFeeds } from './inspector-feeds.js';
import type { ResolvedInspectorOptions } from './misfit-inspector.options.js';
import type { ActionResponse, DeadLettersResponse } from './page/records.js';
import { PAGE_FILES, type PageFile } from './page-files.js';
import { SecurityHeaders } from './security-headers.js';
import { TestNotifications } from './test-notifications.js';

/**
 * Creates a controller class for one `forRoot`: the path and the guards become metadata of the
 * class, so applications in the same process must not share it.
 */
export function createInspectorController({
  path,
  guards,
}: ResolvedInspectorOptions): Type<unknown> {
  @Controller({ path, version: VERSION_NEUTRAL })
  @UseGuards(...guards)
  class MisfitInspectorController {
    constructor(
      @Inject(PAGE_FILES) private readonly files: ReadonlyMap<string, PageFile>,
      private readonly feeds: InspectorFeeds,
      private readonly deadLetters: InspectorDeadLetters,
      private readonly tests: TestNotifications,
      private readonly host: HttpAdapterHost,
    ) {}

    @Get()
    @SecurityHeaders()
    @Header('Content-Type', 'text/html; charset=utf-8')
    @Header('Cache-Control', 'no-store')
    page(@Req() { url }: { readonly url: string }): string {
      const { content } = this.file('index.html');
      // Links are relative to the page's own URL, whatever a proxy puts in front of it.
      const isFolder = /^[^?]*\/(\?|$)/.test(url);
      const base = isFolder ? '' : `${path.slice(path.lastIndexOf('/') + 1)}/`;
      return content.replaceAll('{{base}}', base);
    }

    @Sse('stream')
    @SecurityHeaders()
    stream(@Req() request: FeedRequest): Observable<MessageEvent> {
      return this.feeds.connect(connectionOf(request));
    }

    @Get('dead-letters')
    @SecurityHeaders()
    @Header('Cache-Control', 'no-store')
    list(
      @Query('handler') handler?: string,
      @Query('from') from?: string,
    ): Promise<DeadLettersResponse> {
      return this.deadLetters.list(handler, from);
    }

    @Post('dead-letters/:action')
    @HttpCode(200)
    @UseGuards(ActionRequestGuard)
    @SecurityHeaders()
    act(
      @Param('action') action: string,
      @Query() selection: DeadLetterSelection,
    ): Promise<ActionResponse> {
      if (action !== 'replay' && action !== 'purge') throw new NotFoundException();
      return this.deadLetters[action](selection);
    }

    @Post('test-notification')
    @HttpCode(200)
    @UseGuards(ActionRequestGuard)
    @SecurityHeaders()
    sendTest(@Query('resource') resource?: string): Promise<{ status?: number }> {
      return this.tests.send(resource);
    }

    @Get(':file')
    @SecurityHeaders()
    @Header('Cache-Control', 'no-cache')
    asset(@Param('file') name: string, @Res({ passthrough: true }) response: unknown): string {
      const { content, type } = this.file(name);
      this.host.httpAdapter.setHeader(response, 'Content-Type', type);
      return content;
    }

    private file(name: string): PageFile {
      const file = this.files.get(name);
      if (file === undefined) throw new NotFoundException();
      return file;
    }
  }

  return MisfitInspectorController;
}
