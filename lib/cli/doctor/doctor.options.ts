export interface DoctorOptions {
  readonly port: number;
  readonly iOwnThisHost?: boolean;
  /** In ms. */
  readonly timeLimit: number;
  readonly json?: boolean;
}
