/** It cannot be told from outside whether the endpoint withstands. */
export class NotJudged extends Error {
  override readonly name = 'NotJudged';
}
