import { HttpStatus } from '@nestjs/common';
import { outcomeOf, type Outcome } from './outcome-of.js';

/** The consequence of an answer if this module has not handled the message. */
const LOSSES: Readonly<Record<Outcome, string>> = {
  accepted: 'SNS counts the message as delivered, so its updates are lost.',
  deferred:
    'SNS delivers the message again, by default three times within a minute. After that its ' +
    'updates are lost.',
  refused: 'SNS never delivers the message again, so its updates are lost.',
};

/** The consequence of this module's decision, whatever the answer is. */
const DECISIONS: Readonly<Record<Exclude<Outcome, 'deferred'>, string>> = {
  accepted: 'The message was accepted, so no update is lost.',
  refused: 'The message was refused, so no update is lost.',
};

/** How to remove the usual cause of a status. */
const CURES: Readonly<Record<number, string>> = {
  401: 'Exempt the route from the guard, for example with forRoot({ decorators: [Public()] })',
  403: 'Exempt the route from the guard, for example with forRoot({ decorators: [Public()] })',
  408: 'Exempt the route from the interceptor that limits the time: handlerTimeout limits it here',
  413: 'Exempt the path from the middleware that reads the body',
  415: 'Exempt the path from the middleware that reads the body',
  429: 'Exempt the route from the rate limit, for example with forRoot({ decorators: [SkipThrottle()] })',
};

const CURE = 'Exempt the route from the guard, interceptor or middleware that gave this answer';

/** An answer that this module did not give. */
export interface ForeignAnswer {
  readonly status: number;
  /** The status that this module had decided to answer, if it came that far. */
  readonly own: number | undefined;
  /** Path of the endpoint. */
  readonly path: string;
}

/** Whether updates can be lost because of the answer. */
export function losesUpdates({ status, own }: ForeignAnswer): boolean {
  return outcomeOf(status) !== 'deferred' && (own === undefined || outcomeOf(own) === 'deferred');
}

export function explainForeignAnswer({ status, own, path }: ForeignAnswer): string {
  const instead =
    own === undefined ? 'before this module had decided' : `where this module decided ${own}`;
  const answered = `a delivery was answered ${status} by other code of the application, ${instead}.`;
  return `${answered} ${consequenceOf(status, own)} ${cureOf(status, path)}`;
}

function consequenceOf(status: number, own: number | undefined): string {
  const decided = own === undefined ? 'deferred' : outcomeOf(own);
  return decided === 'deferred' ? LOSSES[outcomeOf(status)] : DECISIONS[decided];
}

function cureOf(status: number, path: string): string {
  if (status >= 300 && status < 400) {
    return 'SNS does not follow redirects: register the URL to which this one leads';
  }
  if ((status as HttpStatus) === HttpStatus.NOT_FOUND) {
    return `The endpoint is POST ${path}: check the path that is registered with Misfit`;
  }
  return CURES[status] ?? CURE;
}
