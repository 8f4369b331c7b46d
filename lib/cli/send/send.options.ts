/** Options of every command that delivers messages. */
export interface DeliveryOptions {
  readonly port: number;
  readonly retries: number;
  /** In ms. */
  readonly retryDelay: number;
  /** In ms. */
  readonly timeout: number;
  readonly json?: boolean;
}

export interface SendOptions extends DeliveryOptions {
  readonly to: URL;
  readonly owner?: string;
  readonly id?: string;
  readonly file?: string;
  readonly count: number;
  /** Notifications a second. */
  readonly rate?: number;
  readonly concurrency: number;
}
