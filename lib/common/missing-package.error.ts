/**
 * A package that only some applications need is not installed. The message tells how to install it.
 *
 * @publicApi
 */
export class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';

  /** @param user what needs the packages that `command` installs. */
  constructor(user: string, command: string, options: ErrorOptions) {
    super(`${user} needs a package that is not installed: \`${command}\``, options);
  }
}
