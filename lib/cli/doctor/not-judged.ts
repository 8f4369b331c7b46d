/** It cannot be told from outside whether the endpoint withstands. */
export class NotJudged extends Error {
  override readonly name: string = 'NotJudged';
}

/** This attempt has not shown whether the endpoint withstands; another one may. */
export class Undecided extends NotJudged {
  override readonly name = 'Undecided';
}
