export interface ListenOptions {
  readonly port: number;
  readonly json?: boolean;
}
