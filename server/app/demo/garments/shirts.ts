import { type DemoProduct, garment } from "./garment";

export const shirts: DemoProduct[] = [
  garment("nizami-linen-shirt", "shirt", "women", "linen", "fog indigo sand rust", 129, {
    title: ["Nizami linen shirt", "Льняная рубашка «Низами»", "Nizami kətan köynəyi"],
    text: [
      "Cut straight with a curved tail and one pocket. Seven corozo buttons. The red thread inside the collar is ours.",
      "Прямой крой, скруглённый низ, один карман. Семь пуговиц из корозо. Красная нить внутри воротника — наша.",
      "Düz biçim, dəyirmi ətək, bir cib. Yeddi korozo düymə. Yaxalığın içindəki qırmızı sap bizimdir.",
    ],
  }),
  garment("icheri-poplin-shirt", "shirt", "women", "poplin", "white blue-stripe sky", 109, {
    title: ["Icheri poplin shirt", "Рубашка из поплина «Ичери»", "İçəri poplin köynəyi"],
    text: [
      "An easy shirt in a crisp 120-thread poplin, with a deep yoke that lets the back move. Wear it half tucked.",
      "Свободная рубашка из хрустящего поплина с глубокой кокеткой: спине в ней просторно. Носить, заправив наполовину.",
      "Xışıltılı poplindən sərbəst köynək; dərin koketka kürəyə sərbəstlik verir. Yarısını şalvara salıb geyinin.",
    ],
  }),
  garment("bulvar-oxford-shirt", "shirt", "men", "oxford", "sky white navy-check", 119, {
    title: ["Bulvar oxford shirt", "Рубашка оксфорд «Бульвар»", "Bulvar oksford köynəyi"],
    text: [
      "Button-down collar with a soft roll, a box pleat and a locker loop. Better after the tenth wash than the first.",
      "Воротник на пуговицах с мягким изгибом, складка на спине, петля под кокеткой. После десятой стирки лучше, чем после первой.",
      "Düyməli yumşaq yaxalıq, arxada büzmə və ilgək. Onuncu yuyuluşdan sonra birincidən də yaxşıdır.",
    ],
  }),
  garment("sabail-band-collar-shirt", "shirt", "men", "linen", "white sage sand-stripe", 125, {
    title: ["Sabail band-collar shirt", "Рубашка с воротником-стойкой «Сабаил»", "Səbail dik yaxalı köynək"],
    text: [
      "No collar to iron and no pocket to fill: a linen shirt reduced to what a warm evening needs.",
      "Нет воротника, который надо гладить, и кармана, который надо чем-то занять: льняная рубашка для тёплого вечера.",
      "Ütülənəsi yaxalıq da yoxdur, doldurulası cib də: isti axşam üçün kətan köynək.",
    ],
  }),
  garment("absheron-short-sleeve-shirt", "shirt", "men", "linen", "ecru teal rust-check", 105, {
    title: ["Absheron short-sleeve shirt", "Рубашка с коротким рукавом «Абшерон»", "Abşeron qısaqol köynəyi"],
    text: [
      "Boxy, square-hemmed and meant to be worn out. The sleeve stops just above the elbow.",
      "Прямая, с ровным низом, носится навыпуск. Рукав кончается чуть выше локтя.",
      "Geniş biçim, düz ətək, şalvarın üstündən geyinilir. Qolu dirsəkdən bir az yuxarıda bitir.",
    ],
  }),
  garment("mugham-flannel-shirt", "shirt", "men", "flannel", "red-tartan moss-tartan", 115, {
    title: ["Mugham flannel shirt", "Фланелевая рубашка «Мугам»", "Muğam flanel köynəyi"],
    text: [
      "Brushed on both sides, so it is soft where it touches you and where others do. The tartan meets at the placket.",
      "Начёс с обеих сторон: мягкая и внутри, и снаружи. Клетка сходится на планке.",
      "Hər iki üzü daranıb: içi də, çölü də yumşaqdır. Dama naxışı düymə zolağında üst-üstə düşür.",
    ],
  }),
  garment("gulistan-silk-shirt", "shirt", "women", "silk", "blush navy sage-sprig", 219, {
    title: ["Gulistan silk shirt", "Шёлковая рубашка «Гюлистан»", "Gülüstan ipək köynəyi"],
    text: [
      "Washed silk with a matt face and covered buttons. It falls like water and survives a suitcase.",
      "Стираный шёлк с матовой поверхностью и обтянутыми пуговицами. Струится и переживает чемодан.",
      "Yuyulmuş, tutqun üzlü ipək, örtülü düymələr. Su kimi axır, çamadana da dözür.",
    ],
  }),
  garment("khazar-gingham-shirt", "shirt", "women", "poplin", "blue-gingham rust-gingham", 95, {
    title: ["Khazar gingham shirt", "Рубашка в клетку виши «Хазар»", "Xəzər damalı köynək"],
    text: [
      "A short-sleeved gingham with a notched collar, woven in two weights of the same yarn so the checks stay sharp.",
      "Короткий рукав, отложной воротник, клетка виши: соткана из одной пряжи двух толщин, поэтому рисунок чёткий.",
      "Qısa qol, açıq yaxalıq, vişi daması: eyni ipin iki qalınlığından toxunub, naxış aydın qalır.",
    ],
  }),
  garment("port-overshirt", "overshirt", "men", "twill", "indigo moss rust charcoal-check", 189, {
    title: ["Port overshirt", "Рубашка-куртка «Порт»", "Port üst köynəyi"],
    text: [
      "Twill heavy enough to be a jacket until November. Two chest pockets, one for a phone, one buttoned.",
      "Твил такой плотности, что до ноября заменяет куртку. Два нагрудных кармана: для телефона и на пуговице.",
      "Noyabra qədər gödəkçəni əvəz edəcək sıx tvil. İki döş cibi: biri telefon üçün, biri düyməli.",
    ],
  }),
  garment("qala-wool-overshirt", "overshirt", "women", "flannel", "camel charcoal oat-check", 209, {
    title: ["Qala wool overshirt", "Шерстяная рубашка-куртка «Гала»", "Qala yun üst köynəyi"],
    text: [
      "Wool flannel, unlined, with room for a jumper under it. The hem is split so it sits well over a chair and on a bicycle.",
      "Шерстяная фланель без подкладки, под неё помещается свитер. Разрезы внизу: удобно и на стуле, и на велосипеде.",
      "Astarsız yun flanel, altına sviter yerləşir. Ətəyi yandan kəsiklidir: stulda da, velosipeddə də rahatdır.",
    ],
  }),
  garment("yanar-corduroy-overshirt", "overshirt", "men", "corduroy", "ochre forest", 179, {
    title: ["Yanar corduroy overshirt", "Вельветовая рубашка-куртка «Янар»", "Yanar velvet üst köynəyi"],
    text: [
      "Eight-wale corduroy, washed once so the ridges lie down. Horn-effect buttons, inside pocket.",
      "Вельвет в восемь рубчиков, постиран один раз, чтобы рубчик лёг. Пуговицы под рог, внутренний карман.",
      "Səkkiz zolaqlı velvet, zolaqlar yatsın deyə bir dəfə yuyulub. Buynuz görünüşlü düymələr, daxili cib.",
    ],
  }),
];
