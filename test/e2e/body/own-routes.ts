import { Body, Controller, Get, Post, Req, type RawBodyRequest } from '@nestjs/common';
import type { OutgoingHttpHeaders } from 'node:http';
import { gzipSync } from 'node:zlib';
import { exactPost, type ExactPostOptions } from '../../support/http/exact-post.js';

/** Routes of an application, which say what they have been given. */
@Controller('own')
export class OwnController {
  @Post(['body', 'misfit/notification'])
  takeBody(@Body() body: unknown): object {
    return { kind: kindOf(body), body: JSON.stringify(body)?.slice(0, 100) };
  }

  @Post('raw-body')
  takeRawBody(@Req() { rawBody }: RawBodyRequest<object>): object {
    return { kind: kindOf(rawBody), length: rawBody?.length };
  }

  @Post('content-type')
  takeContentType(@Req() { headers }: { headers: OutgoingHttpHeaders }): object {
    return { type: headers['content-type'], length: headers['content-length'] };
  }

  @Get('body')
  show(): string {
    return 'shown';
  }
}

function kindOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? value.constructor.name : typeof value;
}

interface OwnRequest extends ExactPostOptions {
  readonly title: string;
  readonly path?: string;
  readonly type?: string;
  readonly body: string | Buffer;
}

const JSON_TYPE = 'application/json';
const SNS_TYPE = { 'x-amz-sns-message-type': 'Notification' };

const REQUESTS: readonly OwnRequest[] = [
  { title: 'JSON', type: JSON_TYPE, body: '{"a":1}' },
  { title: 'JSON in chunks', type: JSON_TYPE, body: '{"a":1}', chunked: true },
  { title: 'JSON with headers of SNS', type: JSON_TYPE, body: '{"a":1}', headers: SNS_TYPE },
  {
    title: 'JSON to a similar path',
    path: 'misfit/notification',
    type: JSON_TYPE,
    body: '{"a":1}',
  },
  { title: 'broken JSON', type: JSON_TYPE, body: '{"a":' },
  { title: 'empty JSON', type: JSON_TYPE, body: '' },
  { title: 'a form', type: 'application/x-www-form-urlencoded', body: 'a=1&b=2' },
  { title: 'text', type: 'text/plain', body: 'hello' },
  { title: 'text with headers of SNS', type: 'text/plain', body: 'hello', headers: SNS_TYPE },
  { title: 'a type that nobody knows', type: 'application/vnd.made-up', body: 'hello' },
  { title: 'an invalid type', type: 'x', body: 'hello' },
  { title: 'no type', body: 'hello' },
  { title: 'multipart', type: 'multipart/form-data; boundary=x', body: '--x--' },
  { title: 'compressed JSON', type: JSON_TYPE, body: gzipSync('{"a":1}'), headers: gzipped() },
  { title: 'JSON of 90 kB', type: JSON_TYPE, body: textOf(90_000) },
  { title: 'JSON of 110 kB', type: JSON_TYPE, body: textOf(110_000) },
  { title: 'JSON of 1 MiB', type: JSON_TYPE, body: textOf(1024 * 1024) },
  { title: 'JSON above 1 MiB', type: JSON_TYPE, body: textOf(1024 * 1024 + 1) },
  { title: 'text above 1 MiB', type: 'text/plain', body: textOf(1024 * 1024 + 1) },
  { title: 'a path that does not exist', path: 'nowhere', type: JSON_TYPE, body: '{"a":1}' },
  { title: 'GET', method: 'GET', body: '' },
  { title: 'DELETE', method: 'DELETE', type: JSON_TYPE, body: '{"a":1}' },
  { title: 'JSON, for rawBody', path: 'raw-body', type: JSON_TYPE, body: '{"a":1}' },
  { title: 'text, for rawBody', path: 'raw-body', type: 'text/plain', body: 'hello' },
  { title: 'the headers of JSON', path: 'content-type', type: JSON_TYPE, body: '{"a":1}' },
];

export interface OwnAnswer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

/** What the routes of `OwnController` answer to a table of requests, by their titles. */
export async function askOwnRoutes(origin: string): Promise<Record<string, OwnAnswer>> {
  const answers: Record<string, OwnAnswer> = {};
  for (const { title, path = 'body', type, body, headers, ...options } of REQUESTS) {
    const answer = await exactPost(`${origin}/own/${path}`, body, {
      ...options,
      headers: { ...headers, ...(type !== undefined && { 'content-type': type }) },
    });
    answers[title] = {
      status: answer.status,
      type: answer.headers['content-type'],
      body: answer.body,
    };
  }
  return answers;
}

function textOf(length: number): string {
  return JSON.stringify('x'.repeat(length - 2 - '{"a":}'.length)).replace(/^.*$/, '{"a":$&}');
}

function gzipped(): OutgoingHttpHeaders {
  return { 'content-encoding': 'gzip' };
}
