import { HttpStatus } from '@nestjs/common';

/** What SNS does with a delivery after the answer. */
export type Consequence = 'done' | 'delivered again' | 'given up';

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html */
export function consequenceOf(status: number): Consequence {
  if (status >= 200 && status < 300) return 'done';
  const isRetried = status >= 500 || (status as HttpStatus) === HttpStatus.TOO_MANY_REQUESTS;
  return isRetried ? 'delivered again' : 'given up';
}

const LOSSES: Readonly<Record<Consequence, string>> = {
  done: 'SNS takes the message as delivered, so its updates are lost.',
  'delivered again':
    'SNS delivers the message again, by default three times within a minute. After that its ' +
    'updates are lost.',
  'given up': 'SNS never delivers the message again, so its updates are lost.',
};

/** The usual cause of a status, and what to write. */
const CURES: Readonly<Record<number, string>> = {
  401: 'Exempt the route from the guard, for example with forRoot({ decorators: [Public()] })',
  403: 'Exempt the route from the guard, for example with forRoot({ decorators: [Public()] })',
  408: 'Exempt the route from the interceptor that limits the time: handlerTimeout does it here',
  413: 'Exempt the path from the middleware that reads the body',
  415: 'Exempt the path from the middleware that reads the body',
  429: 'Exempt the route from the rate limit, for example with forRoot({ decorators: [SkipThrottle()] })',
};

const CURE = 'Exempt the route from the guard, interceptor or middleware that gave this answer';

/**
 * Explains an answer that this module did not give.
 *
 * @param own the status that this module had decided to answer, if it came that far.
 * @param path path of the endpoint.
 */
export function explainForeignAnswer(
  status: number,
  own: number | undefined,
  path: string,
): string {
  const instead =
    own === undefined ? 'before this module saw it' : `where this module decided ${own}`;
  const answered = `a delivery was answered ${status} by other code of the application, ${instead}.`;
  return `${answered} ${LOSSES[consequenceOf(status)]} ${cureOf(status, path)}`;
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
