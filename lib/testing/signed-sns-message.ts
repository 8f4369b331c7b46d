import type { SnsMessage, SnsSignature } from '../sns/sns-message.js';

/**
 * A message as SNS posts it: the JSON of this object is the body of the request.
 *
 * @publicApi
 */
export type SignedSnsMessage = SnsMessage & SnsSignature & { readonly UnsubscribeURL?: string };
