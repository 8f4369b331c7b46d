import { showValue } from '../validation/show-value.js';
import { isTopicArnPattern } from './topic-arn.js';

/** The allowed topics: exact ARNs, or all topics of an account if the name is `*`. */
export class TopicAllowList {
  private readonly exact = new Set<string>();
  private readonly accounts = new Set<string>();

  /** @throws TypeError if there is no pattern, or one that is not the ARN of a topic. */
  constructor(patterns: readonly string[]) {
    if (patterns.length === 0) throw new TypeError('topicArns: at least one ARN is needed');
    for (const pattern of patterns) {
      if (!isTopicArnPattern(pattern)) {
        throw new TypeError(
          `topicArns: ${showValue(pattern, true)} is not the ARN of an SNS topic ` +
            '(the one wildcard is "*" in place of the whole topic name)',
        );
      }
      if (pattern.endsWith(':*')) this.accounts.add(pattern.slice(0, -1));
      else this.exact.add(pattern);
    }
  }

  allows(topicArn: string): boolean {
    return (
      this.exact.has(topicArn) ||
      this.accounts.has(topicArn.slice(0, topicArn.lastIndexOf(':') + 1))
    );
  }
}
