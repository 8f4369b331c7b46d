/** A set that can also pick a member at random. Every operation takes constant time. */
export class RandomPool<T> {
  private readonly members: T[] = [];
  private readonly positions = new Map<T, number>();

  get size(): number {
    return this.members.length;
  }

  add(member: T): void {
    if (this.positions.has(member)) return;
    this.positions.set(member, this.members.length);
    this.members.push(member);
  }

  /** @returns whether it was a member. */
  delete(member: T): boolean {
    const position = this.positions.get(member);
    if (position === undefined) return false;
    this.positions.delete(member);
    const last = this.members.pop() as T;
    if (last !== member) {
      this.members[position] = last;
      this.positions.set(last, position);
    }
    return true;
  }

  /** A uniformly random member; `undefined` if the pool is empty. */
  pick(): T | undefined {
    return this.members[Math.floor(Math.random() * this.members.length)];
  }
}
