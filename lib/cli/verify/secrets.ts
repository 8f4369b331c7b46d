import type { SnsMessage } from '../../sns/sns-message.js';

const KEPT = 8;

/** Enough of a secret to recognize it, and not enough to use it. */
export function shortened(secret: string): string {
  return secret.length <= 2 * KEPT
    ? '…'
    : `${secret.slice(0, KEPT)}… (${secret.length} characters)`;
}

/** A URL without the values of its parameters that grant something. */
export function withoutSecrets(url: string): string {
  return url.replaceAll(
    /([?&](?:Token|verify_token|challenge)=)([^&]*)/gi,
    (_, name: string, value: string) => `${name}${shortened(value)}`,
  );
}

/** The message with its token shortened, for showing what was signed. */
export function redacted(message: SnsMessage): SnsMessage {
  if (message.Type === 'Notification') return message;
  const { Token, SubscribeURL } = message;
  return { ...message, Token: shortened(Token), SubscribeURL: withoutSecrets(SubscribeURL) };
}
