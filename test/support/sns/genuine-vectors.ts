import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Messages that AWS has signed, kept beside the repository: they belong to others. */
const FOLDER = new URL('../../../../shared/vectors/', import.meta.url);
const UNSIGNED = 'misfit-endpoint-test-unsigned.json';

export const HAVE_VECTORS = existsSync(FOLDER);

/** For the titles of suites that need them: a skipped suite says why. */
export const VECTORS_NOTE = HAVE_VECTORS ? '' : ' (SKIPPED: ../shared/vectors is not there)';

export interface GenuineVector {
  readonly name: string;
  /** The message exactly as posted. */
  readonly text: string;
  readonly fields: Readonly<Record<string, string>>;
  /** What its `SigningCertURL` served. */
  readonly pem: string;
  readonly sentAt: number;
}

export function genuineVectors(): GenuineVector[] {
  if (!HAVE_VECTORS) return [];
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json') && file !== UNSIGNED)
    .map((file) => {
      const text = read(file);
      const fields = JSON.parse(text) as Record<string, string>;
      const name = file.replace(/\.json$/, '');
      return {
        name,
        text,
        fields,
        pem: read(`${name}.pem`),
        sentAt: Date.parse(fields.Timestamp!),
      };
    });
}

/** A capture of what Misfit's "Test Endpoint" button posts. */
export function unsignedEndpointTest(): Record<string, string> {
  return JSON.parse(read(UNSIGNED)) as Record<string, string>;
}

function read(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}
