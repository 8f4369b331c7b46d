import { CertificateUnavailableError, SnsVerificationError } from '../../../lib/sns/errors.js';

/** What a verification failed with: nothing but the two errors that it documents. */
export async function refusalOf(
  verification: Promise<unknown>,
): Promise<SnsVerificationError | CertificateUnavailableError> {
  let message: unknown;
  try {
    message = await verification;
  } catch (error) {
    if (error instanceof SnsVerificationError) return error;
    if (error instanceof CertificateUnavailableError) return error;
    throw error;
  }
  throw new Error(`accepted: ${JSON.stringify(message)}`);
}

/** The ARN of a topic without the topic's name. */
export function accountOf(topicArn: string): string {
  return topicArn.slice(0, topicArn.lastIndexOf(':'));
}
