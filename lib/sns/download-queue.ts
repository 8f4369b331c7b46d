import { LRUCache } from 'lru-cache';
import { atMost } from '../common/at-most.js';
import { RandomPool } from '../common/random-pool.js';
import { TokenBucket } from '../common/token-bucket.js';
import type { CertificateLookup } from './signing-certificate.js';
import type { SnsRegion } from './sns-endpoint.js';
import { WaitingMessages } from './waiting-messages.js';

export const MAX_DOWNLOADS = 32;
export const DOWNLOADS_PER_SECOND = 500;
export const DOWNLOAD_BURST = 50;
const MAX_MISSED = 25_000;

/** Downloads a certificate. If it rejects, the waiting messages fail with the same error. */
export type DownloadCertificate = (url: URL, region: SnsRegion) => Promise<CertificateLookup>;

/**
 * Decides which certificate is downloaded next when strangers ask for more certificates than may be
 * downloaded. Anyone can make up URLs, and only the download shows which of them are real.
 *
 * Bounds: 32 downloads at once, 500 a second (and 50 more after a pause). A URL is queued only as
 * long as a message waits for it, at most 5 s, and `WaitingMessages` bounds the messages.
 *
 * Order: URLs asked for more than once come first, whether the other message waits too or was
 * turned away before; within each group the next URL is drawn at random. SNS delivers a message up
 * to four times, 20 s apart, always with the same URL. A made-up URL gains the same rank only by
 * being posted twice for each download, because a download, even a failed one, starts the count
 * again. Neither the time nor the order of posts can influence a random draw.
 *
 * With `n` made-up URLs a second, SNS's first try of a message is served with a probability of
 * about `500 / n`. A later try is served at once, or with a probability of about `500 / (n / 2)` if
 * the stranger posts every URL twice. So at 200/s nothing ever waits, and at 1 000/s half of the
 * first tries and practically all second ones succeed. If each download hangs for its 5 s, the 32
 * slots serve 6.4 URLs a second, and a second try gets the next slot that becomes free. The queue
 * remembers 25 000 URLs that were turned away. That covers the 20 s until SNS's next try, as long
 * as no more than 1 250 URLs are turned away a second.
 */
export class DownloadQueue {
  private readonly running = new Map<string, WantedCertificate>();
  private readonly queued = new Map<string, WantedCertificate>();
  private readonly askedOnce = new RandomPool<WantedCertificate>();
  private readonly askedAgain = new RandomPool<WantedCertificate>();
  /** URLs that were removed from the queue without a download. */
  private readonly missed = new LRUCache<string, true>(atMost(MAX_MISSED));
  private readonly messages = new WaitingMessages();
  private readonly rate = new TokenBucket(DOWNLOADS_PER_SECOND, DOWNLOAD_BURST);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly download: DownloadCertificate) {}

  /**
   * The outcome of a download that all messages asking for the URL share.
   *
   * @param textLength size of the message that waits, in UTF-16 code units.
   * @throws CertificateUnavailableError when the message waits too long or is turned away.
   */
  async get(url: URL, region: SnsRegion, textLength: number): Promise<CertificateLookup> {
    const wanted = this.running.get(url.href) ?? this.enqueue(url, region);
    wanted.messages++;
    this.startDownloads();
    try {
      return await this.messages.wait(wanted.lookup, textLength);
    } finally {
      wanted.messages--;
      if (wanted.messages === 0 && this.dequeue(wanted)) this.missed.set(url.href, true);
    }
  }

  private enqueue(url: URL, region: SnsRegion): WantedCertificate {
    const queued = this.queued.get(url.href);
    const wanted = queued ?? new WantedCertificate(url, region);
    this.queued.set(url.href, wanted);
    if (queued !== undefined || this.missed.has(url.href)) {
      this.askedOnce.delete(wanted);
      this.askedAgain.add(wanted);
    } else {
      this.askedOnce.add(wanted);
    }
    return wanted;
  }

  /** @returns whether the URL was still in the queue. */
  private dequeue(wanted: WantedCertificate): boolean {
    if (!this.askedOnce.delete(wanted) && !this.askedAgain.delete(wanted)) return false;
    return this.queued.delete(wanted.url.href);
  }

  private startDownloads(): void {
    while (this.queued.size > 0 && this.running.size < MAX_DOWNLOADS) {
      if (!this.rate.take()) {
        this.startLater();
        return;
      }
      this.start((this.askedAgain.pick() ?? this.askedOnce.pick()) as WantedCertificate);
    }
  }

  private startLater(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.startDownloads();
    }, this.rate.delay);
  }

  private start(wanted: WantedCertificate): void {
    const { url, region } = wanted;
    this.dequeue(wanted);
    this.missed.delete(url.href);
    this.running.set(url.href, wanted);
    const download = this.download(url, region).finally(() => {
      this.running.delete(url.href);
      this.startDownloads();
    });
    wanted.begin(download);
  }
}

class WantedCertificate {
  /** How many messages wait for it. */
  messages = 0;
  begin!: (download: Promise<CertificateLookup>) => void;
  readonly lookup = new Promise<CertificateLookup>((resolve) => {
    this.begin = resolve;
  });

  constructor(
    readonly url: URL,
    readonly region: SnsRegion,
  ) {}
}
