import { MissingPackageError } from './missing-package.error.js';

/** Codes of the errors of `import()` in the ESM build and of `require()` in the CommonJS build. */
const NOT_FOUND: ReadonlySet<unknown> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/**
 * Loads an optional package where it is used, so that applications that do not use it can do
 * without.
 *
 * @param user what needs the package.
 * @param command installs the package.
 * @throws MissingPackageError if it is not installed.
 */
export async function loadPackage<T>(
  load: () => Promise<T>,
  user: string,
  command: string,
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code } = (cause ?? {}) as { readonly code?: unknown };
    if (!NOT_FOUND.has(code)) throw cause;
    throw new MissingPackageError(user, command, { cause });
  }
}
