import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { describeError } from '../../common/describe-error.js';
import { MISFIT_TOPIC_ARNS } from '../../misfit/misfit-topics.js';
import { DEFAULT_MAX_MESSAGE_AGE } from '../../sns/sns-message-verifier.js';
import { isTopicArnPattern } from '../../sns/topic-arn.js';
import { UsageError } from '../frame/errors.js';
import { EXIT, type ExitCode } from '../frame/exit-codes.js';
import type { Terminal } from '../frame/terminal.js';
import { readCapture } from './read-capture.js';
import type { CertificateSource } from './check-certificate.js';
import { explainMessage, type Explanation } from './explain-message.js';
import { explanationAsJson, printExplanation } from './explanation-report.js';
import type { VerifyOptions } from './verify.options.js';

/** More than any delivery, also as a HAR file with a page around it. */
const MAX_FILE_SIZE = 64 * 1024 * 1024;

export async function verify(
  terminal: Terminal,
  file: string,
  options: VerifyOptions,
): Promise<ExitCode> {
  const topicArns = options.topic ?? MISFIT_TOPIC_ARNS;
  const broken = topicArns.findIndex((arn) => !isTopicArnPattern(arn));
  if (broken >= 0)
    throw new UsageError(`--topic ${topicArns[broken]} is not the ARN of an SNS topic`);
  const bytes = file === '-' ? await buffer(terminal.streams.stdin) : await readBytes(file);
  const capture = readCapture(bytes, options.entry);
  const explanation = await explainMessage(capture, {
    topicArns,
    maxMessageAge: options.maxAge ?? DEFAULT_MAX_MESSAGE_AGE,
    at: options.at ?? Date.now(),
    certificate: await certificateSource(options.certificate),
  });
  if (options.json) terminal.printJson(explanationAsJson(capture, explanation));
  else printExplanation(terminal, capture, explanation);
  return exitCodeOf(explanation);
}

async function certificateSource(file: string | undefined): Promise<CertificateSource> {
  if (file === undefined) return { fetch };
  const pem = (await readBytes(file)).toString('latin1');
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return { pem };
  throw new UsageError(`${file} is not a certificate in PEM`);
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    const bytes = await readFile(file);
    if (bytes.length <= MAX_FILE_SIZE) return bytes;
  } catch (error) {
    throw new UsageError(`could not read ${file}: ${describeError(error).message}`);
  }
  throw new UsageError(`${file} is larger than ${MAX_FILE_SIZE} bytes`);
}

function exitCodeOf({ refusal }: Explanation): ExitCode {
  if (refusal === undefined) return EXIT.OK;
  return refusal.code === 'CERTIFICATE_UNAVAILABLE' ? EXIT.UNREACHABLE : EXIT.FOUND;
}
