import type { BootstrapOptions } from './adapters.js';
import { startDeliveryApp, type DeliveryApp, type DeliveryAppOptions } from './delivery-app.js';
import { exactPost, type ExactPostOptions } from '../http/exact-post.js';
import { listener } from './listeners.js';
import { CONTENT_TYPES, signedBody } from '../http/signed-body.js';

export interface BodyApp extends DeliveryApp {
  /** Ids of the updates that the handler has seen. */
  readonly handled: string[];
  /** Posts a new notification; the status, and whether the handler has seen it by then. */
  deliver(contentType?: string, size?: number, options?: ExactPostOptions): Promise<Delivered>;
  /** The same with every Content-Type, all at once. */
  deliverAsAll(size?: number, options?: ExactPostOptions): Promise<Record<string, Delivered>>;
}

export interface Delivered {
  readonly status: number;
  readonly handled: boolean;
}

/** What `deliverAsAll` resolves to when all came to this. */
export function forAllTypes(delivered: Delivered): Record<string, Delivered> {
  return Object.fromEntries(CONTENT_TYPES.map((type) => [type ?? 'none', delivered]));
}

/** An application whose handler notes what it sees. */
export async function startBodyApp(
  options: BootstrapOptions & Pick<DeliveryAppOptions, 'module'>,
): Promise<BodyApp> {
  const handled: string[] = [];
  const providers = [listener('BodyListener', '*', ({ id }) => void handled.push(id))];
  const running = await startDeliveryApp({ ...options, providers });

  const deliver = async (type?: string, size?: number, post?: ExactPostOptions) => {
    const { id, body, headers } = signedBody(size);
    const { status } = await exactPost(running.url, body, { ...post, headers: headers(type) });
    return { status, handled: handled.includes(id) };
  };
  const deliverAsAll = async (size?: number, post?: ExactPostOptions) => {
    const entries = CONTENT_TYPES.map(
      async (type) => [type ?? 'none', await deliver(type, size, post)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  };
  return { ...running, handled, deliver, deliverAsAll };
}
