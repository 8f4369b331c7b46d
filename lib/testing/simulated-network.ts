import { snsHost, type SnsRegion } from '../sns/sns-endpoint.js';
import type { SnsSigner } from './sns-signer.js';

/**
 * A request that the module under test has sent.
 *
 * @publicApi
 */
export interface NetworkRequest {
  readonly url: string;
  /** Status of the simulator's answer. */
  readonly status: number;
}

/** Number of requests, and of unanswered confirmations, that are kept. */
const MAX_KEPT = 10_000;

/**
 * The URLs that the module reaches by `fetch`: SNS's certificate and ConfirmSubscription, and
 * Misfit's `verify_endpoint`. All others are unreachable.
 */
export class SimulatedNetwork {
  readonly requests: NetworkRequest[] = [];
  private readonly pendingTokens = new Set<string>();
  private readonly pendingTests = new Set<string>();

  constructor(
    private readonly region: SnsRegion,
    private readonly signer: SnsSigner,
  ) {}

  /** @param token of a subscription that may be confirmed once. */
  expectConfirmation(token: string): void {
    addBounded(this.pendingTokens, token);
  }

  /** @param subscribeUrl of an endpoint test that may be answered once. */
  expectTestAnswer(subscribeUrl: string): void {
    addBounded(this.pendingTests, subscribeUrl);
  }

  async fetch(input: string | URL | Request): Promise<Response> {
    const url = new URL(input instanceof Request ? input.url : input);
    const response = await this.respond(url);
    this.requests.push({ url: url.href, status: response.status });
    if (this.requests.length > MAX_KEPT) this.requests.shift();
    return response;
  }

  private async respond(url: URL): Promise<Response> {
    if (url.href === this.signer.certificateUrl) return this.certificate();
    if (url.host === snsHost(this.region) && url.pathname === '/') return this.confirm(url);
    if (url.host === 'build.misfit.com') return this.takeTestAnswer(url);
    throw new TypeError(`MisfitSimulator: nothing answers at ${url.origin}`);
  }

  private async certificate(): Promise<Response> {
    try {
      return new Response(await this.signer.certificatePem());
    } catch (error) {
      // The receiver answers 503 and logs a warning, which Nest's testing module does not show.
      process.emitWarning(error as Error);
      throw error;
    }
  }

  private confirm(url: URL): Response {
    const token = url.searchParams.get('Token') ?? '';
    const isConfirmation = url.searchParams.get('Action') === 'ConfirmSubscription';
    if (!isConfirmation || !this.pendingTokens.delete(token)) {
      return new Response('<ErrorResponse/>', { status: 400 });
    }
    return new Response('<ConfirmSubscriptionResponse/>');
  }

  private takeTestAnswer(url: URL): Response {
    return new Response('', { status: this.pendingTests.delete(url.href) ? 200 : 404 });
  }
}

/** Forgets the oldest value if there are too many. */
function addBounded(values: Set<string>, value: string): void {
  values.add(value);
  if (values.size > MAX_KEPT) values.delete(values.values().next().value as string);
}
