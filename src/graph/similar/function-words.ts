const words = `
a about above after again against all almost also although always am among an and another any anyone are around as ask asked at away
back be because become been before began behind being between both but by came can come could day days did do does done down during
each early either else enough even ever every few first five for former four from gave get given go going gone good got great had
half has have he her here high him his how however i if in into is it its itself just keep kept know known last later least left less
let like long made make many may me might million month months more most mr mrs ms much must my name near need never new next no nor not
nothing now of off often old on once one only or other others our out over own part per put rather said same say says second see
seen set several she should since six so some something soon still stood such take taken than that the their them then there these they
thing things third this those though three through thus time times to today together too took toward two under until up upon us use used
very want was way we week weeks well went were what when where whether which while who whole whom whose why will with within without
would year years yet you your friday monday saturday sunday thursday tuesday wednesday
aber als am an auch auf aus bei bis das dem den der des die durch ein eine einem einen einer es für hat im in ist mit nach nicht noch nur
oder sich sie sind und von vor war werden wie wird zu zum zur
au aux avec ce ces cette dans de des du elle en est et il la le les leur mais ne ou par pas pour plus que qui sa se ses son sont sur un une
al como con del el en es esta este ha la las lo los más no para pero por que se sin su sus un una y ya
`;

/** Words that hold sentences together: they may bring two stories close, yet say nothing to a reader who asks why. */
export const functionWords: ReadonlySet<string> = new Set(words.split(/\s+/));
