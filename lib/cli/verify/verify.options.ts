export interface VerifyOptions {
  /** In ms since 1970; `'sent'` for the message's own `Timestamp`. */
  readonly at?: number | 'sent';
  readonly certificate?: string;
  readonly topic?: readonly string[];
  /** In ms. */
  readonly maxAge?: number;
  readonly entry?: number;
  readonly json?: boolean;
}
