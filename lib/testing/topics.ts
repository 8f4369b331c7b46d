/** The topic that Misfit publishes updates to. */
export const RESOURCE_TOPIC_ARN = 'arn:aws:sns:us-east-1:819895241319:resource-tp1';
