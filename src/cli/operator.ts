/** How others read who did something at the command line. */
export const OPERATOR = 'the operator'
