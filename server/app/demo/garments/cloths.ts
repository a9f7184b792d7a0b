import type { LocalisedText } from "../../../../db/columns";
import { inThree } from "./garment";

const c = (...words: [en: string, ru: string, az: string]) => inThree(words);

/** Material and care instructions of a cloth, below the description. */
export const demoCloths: Record<string, LocalisedText> = {
  linen: c(
    "100 % European flax, garment-washed. Wash at 40°.",
    "100 % европейский лён, выстиран в изделии. Стирать при 40°.",
    "100 % Avropa kətanı, hazır halda yuyulub. 40°-də yuyun.",
  ),
  poplin: c(
    "100 % long-staple cotton poplin. Wash at 40°.",
    "100 % длинноволокнистый хлопок, поплин. Стирать при 40°.",
    "100 % uzunlifli pambıq, poplin. 40°-də yuyun.",
  ),
  oxford: c(
    "100 % cotton oxford. Wash at 40°.",
    "100 % хлопок, оксфорд. Стирать при 40°.",
    "100 % pambıq, oksford. 40°-də yuyun.",
  ),
  flannel: c(
    "80 % wool, 20 % cotton, brushed. Wash at 30°, gently.",
    "80 % шерсть, 20 % хлопок, с начёсом. Бережно при 30°.",
    "80 % yun, 20 % pambıq, daranmış. 30°-də ehtiyatla yuyun.",
  ),
  silk: c(
    "100 % mulberry silk. Wash by hand, cold.",
    "100 % шёлк тутового шелкопряда. Ручная стирка в холодной воде.",
    "100 % tut ipəyi. Soyuq suda əllə yuyun.",
  ),
  twill: c(
    "100 % cotton twill. Wash at 40°, inside out.",
    "100 % хлопок, твил. Стирать при 40°, вывернув.",
    "100 % pambıq tvil. 40°-də tərsinə yuyun.",
  ),
  corduroy: c(
    "100 % cotton corduroy. Wash at 30°, inside out.",
    "100 % хлопок, вельвет. Стирать при 30°, вывернув.",
    "100 % pambıq velvet. 30°-də tərsinə yuyun.",
  ),
  jersey: c(
    "100 % combed cotton jersey. Wash at 40°.",
    "100 % гребенной хлопок, трикотаж. Стирать при 40°.",
    "100 % daranmış pambıq trikotaj. 40°-də yuyun.",
  ),
  pique: c(
    "100 % cotton piqué. Wash at 40°.",
    "100 % хлопок, пике. Стирать при 40°.",
    "100 % pambıq pike. 40°-də yuyun.",
  ),
  merino: c(
    "100 % extra-fine merino wool. Wool cycle, 30°.",
    "100 % тонкая шерсть мериноса. Режим «шерсть», 30°.",
    "100 % incə merinos yunu. «Yun» rejimi, 30°.",
  ),
  cable: c(
    "100 % lambswool. Wash by hand, dry flat.",
    "100 % шерсть ягнёнка. Ручная стирка, сушить лёжа.",
    "100 % quzu yunu. Əllə yuyun, sərilmiş halda qurudun.",
  ),
  finerib: c(
    "95 % merino wool, 5 % elastane. Wool cycle, 30°.",
    "95 % меринос, 5 % эластан. Режим «шерсть», 30°.",
    "95 % merinos, 5 % elastan. «Yun» rejimi, 30°.",
  ),
  chunky: c(
    "100 % wool. Air it more than you wash it.",
    "100 % шерсть. Чаще проветривать, чем стирать.",
    "100 % yun. Yumaqdan çox havaya verin.",
  ),
  fleece: c(
    "100 % cotton loopback. Wash at 40°.",
    "100 % хлопок, футер. Стирать при 40°.",
    "100 % pambıq futer. 40°-də yuyun.",
  ),
  canvas: c(
    "100 % cotton canvas. Wash at 30°; it softens.",
    "100 % хлопковый канвас. Стирать при 30°, со временем мягче.",
    "100 % pambıq kanvas. 30°-də yuyun, getdikcə yumşalır.",
  ),
  denim: c(
    "100 % cotton selvedge denim. Wash rarely, cold.",
    "100 % хлопок, селвидж-деним. Стирать редко, в холодной воде.",
    "100 % pambıq selvedj cins. Nadir hallarda, soyuq suda yuyun.",
  ),
  nylon: c(
    "100 % recycled nylon. Wash at 30°.",
    "100 % переработанный нейлон. Стирать при 30°.",
    "100 % təkrar emal olunmuş neylon. 30°-də yuyun.",
  ),
  leather: c(
    "Full-grain leather. Feed it twice a year.",
    "Натуральная кожа. Смазывать дважды в год.",
    "Təbii dəri. İldə iki dəfə yağlayın.",
  ),
  suede: c("Suede. Brush when dry.", "Замша. Чистить щёткой, когда высохнет.", "Zamşa. Quruyandan sonra fırçalayın."),
  wool: c(
    "90 % wool, 10 % cashmere. Dry clean.",
    "90 % шерсть, 10 % кашемир. Химчистка.",
    "90 % yun, 10 % kaşmir. Kimyəvi təmizləmə.",
  ),
  tweed: c("100 % wool tweed. Dry clean.", "100 % шерсть, твид. Химчистка.", "100 % yun tvid. Kimyəvi təmizləmə."),
  suiting: c(
    "100 % worsted wool. Dry clean, steam between.",
    "100 % камвольная шерсть. Химчистка, между ними — пар.",
    "100 % kamvol yun. Kimyəvi təmizləmə, arada buxar.",
  ),
  rib: c(
    "100 % merino wool. Wool cycle, 30°.",
    "100 % меринос. Режим «шерсть», 30°.",
    "100 % merinos. «Yun» rejimi, 30°.",
  ),
};
