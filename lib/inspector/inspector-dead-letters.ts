import {
  BadRequestException,
  ConflictException,
  Injectable,
  NotFoundException,
  ServiceUnavailableException,
} from '@nestjs/common';
import { logText } from '../common/log-text.js';
import { DeadLettersUnsupportedError, DeliveryError } from '../delivery/errors.js';
import { MisfitDeadLetters, type DeadLetter } from '../delivery/misfit-dead-letters.js';
import { InspectedModule } from './inspected-module.js';
import { eventView } from './message-events.js';
import type { ActionResponse, DeadLettersResponse, DeadLetterView } from './page/records.js';

/** Number of dead letters on a page of the list. */
const PAGE_SIZE = 50;

/** Longest error that is shown, in UTF-16 code units. */
const MAX_ERROR = 1_000;

/** Which dead letters an action concerns: one, those of a handler, or all. */
export interface DeadLetterSelection {
  readonly id?: unknown;
  readonly handler?: unknown;
  /** `'true'` */
  readonly all?: unknown;
}

/** Lists, replays and deletes dead letters for the page. */
@Injectable()
export class InspectorDeadLetters {
  constructor(private readonly inspected: InspectedModule) {}

  list(handler: string | undefined, from: string | undefined): Promise<DeadLettersResponse> {
    return this.ask(async (deadLetters) => {
      const { letters, next } = await deadLetters.list({
        limit: PAGE_SIZE,
        ...(handler !== undefined && { handler }),
        ...(from !== undefined && { from }),
      });
      return { letters: letters.map(viewOf), ...(next !== undefined && { next }) };
    });
  }

  replay(selection: DeadLetterSelection): Promise<ActionResponse> {
    return this.act(
      selection,
      (deadLetters, id) => deadLetters.replay(id),
      (deadLetters, filter) => deadLetters.replayAll(filter),
    );
  }

  purge(selection: DeadLetterSelection): Promise<ActionResponse> {
    return this.act(
      selection,
      (deadLetters, id) => deadLetters.remove(id),
      (deadLetters, filter) => deadLetters.purge(filter),
    );
  }

  private act(
    { id, handler, all }: DeadLetterSelection,
    one: (deadLetters: MisfitDeadLetters, id: string) => Promise<boolean>,
    many: (deadLetters: MisfitDeadLetters, filter: { handler?: string }) => Promise<number>,
  ): Promise<ActionResponse> {
    return this.ask(async (deadLetters) => {
      if (typeof id === 'string') return { count: (await one(deadLetters, id)) ? 1 : 0 };
      if (typeof handler === 'string') return { count: await many(deadLetters, { handler }) };
      if (all === 'true') return { count: await many(deadLetters, {}) };
      throw new BadRequestException('id, handler or all=true must say which dead letters');
    });
  }

  private async ask<T>(work: (deadLetters: MisfitDeadLetters) => Promise<T>): Promise<T> {
    try {
      return await work(this.inspected.get(MisfitDeadLetters));
    } catch (error) {
      throw httpErrorOf(error);
    }
  }
}

function httpErrorOf(error: unknown): unknown {
  if (error instanceof DeadLettersUnsupportedError) return new NotFoundException(error.message);
  if (error instanceof DeliveryError) return new ServiceUnavailableException(error.message);
  if (error instanceof RangeError) return new BadRequestException(error.message);
  // Named by its class: the error of the durable deliveries, which are optional.
  if (error instanceof Error && error.name === 'UnreadableJobError') {
    return new ConflictException(error.message);
  }
  return error;
}

function viewOf(letter: DeadLetter): DeadLetterView {
  const { id, handler, attempts, error, failedAt, event } = letter;
  return {
    id,
    handler: logText(handler, MAX_ERROR),
    attempts,
    error: logText(error.message, MAX_ERROR),
    failedAt: failedAt.getTime(),
    ...(event !== undefined && { event: eventView(event) }),
  };
}
