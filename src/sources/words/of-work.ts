import { plain } from "./header.ts";

/** What a question to employees speaks of, as its bare text has it: the place of work, the employer, one's superior. */
const OF_WORK = [
  /\b(working (here|at|for)|work (here|at this company)|place to work|workplace|employer|your (line )?manager|your (boss|supervisor)|with your job)\b/,
  /\b(miejsc\w* pracy|pracodawc\w*|prac[ae] (w|u)|pracowac|zadowoleni\w* z pracy|(swo\w+|bezposredni\w*) (przelozon\w*|kierowni\w*|szef\w*))\b/,
  /\b(arbetsplats\w*|arbetsgivar\w*|att (arbeta|jobba)|din (narmaste )?chef)\b/,
  /(работ(у|ать) (в|у) |мест\S+ работы|работодател|(свои|ваши)\S* (непосредственн\S+ )?(руководител|начальник))/,
  /\b(loc\w* de munca|angajator\w*|sa (lucrati|lucrezi|lucreze)|(managerul|seful|superiorul) (dumneavoastra|dvs|tau))\b/,
];

/** Whether a question is one to employees about their work; what customers are asked never speaks so. */
export const isOfWork = (question: string): boolean => {
  const text = plain(question);
  return OF_WORK.some((words) => words.test(text));
};
