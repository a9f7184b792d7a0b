import { type DemoProduct, garment } from "./garment";

export const knits: DemoProduct[] = [
  garment("everyday-t-shirt", "t-shirt", "women", "jersey", "white navy rose navy-stripe", 39, {
    title: ["Everyday T-shirt", "Футболка на каждый день", "Gündəlik futbolka"],
    text: [
      "A 180-gram jersey that is not see-through and does not twist. The neck is bound, not ribbed.",
      "Трикотаж 180 г: не просвечивает и не перекручивается. Горловина окантована, а не отделана резинкой.",
      "180 qramlıq trikotaj: içini göstərmir və burulmur. Yaxası haşiyəlidir.",
    ],
  }),
  garment("heavy-pocket-t-shirt", "t-shirt", "men", "jersey", "ecru charcoal olive", 49, {
    title: ["Heavy pocket T-shirt", "Плотная футболка с карманом", "Cibli qalın futbolka"],
    text: [
      "260 grams, boxy, with a pocket that holds a pen and little else. Shrunk before it is cut.",
      "260 г, прямой крой, карман — для ручки и почти ни для чего больше. Ткань усажена до раскроя.",
      "260 qram, düz biçim, cibi yalnız qələm üçündür. Parça biçilməzdən əvvəl yığılıb.",
    ],
  }),
  garment("sahil-striped-long-sleeve", "t-shirt", "women", "jersey", "navy-stripe red-stripe", 59, {
    title: ["Sahil striped long-sleeve", "Лонгслив в полоску «Сахил»", "Sahil zolaqlı uzunqol"],
    text: [
      "The sailor's stripe, knitted and not printed, with a boat neck that stays on both shoulders.",
      "Матросская полоса, вязаная, а не напечатанная. Вырез лодочкой держится на обоих плечах.",
      "Dənizçi zolağı — çap deyil, toxunmadır. Qayıq yaxası hər iki çiyində durur.",
    ],
  }),
  garment("court-pique-polo", "polo", "men", "pique", "white forest navy", 69, {
    title: ["Court piqué polo", "Поло из пике «Корт»", "Kort pike polo"],
    text: [
      "Open piqué, two buttons, a collar knitted in one piece so that it does not curl.",
      "Дышащее пике, две пуговицы, цельновязаный воротник — не закручивается.",
      "Nəfəs alan pike, iki düymə, bütöv toxunmuş yaxalıq qıvrılmır.",
    ],
  }),
  garment("fine-knit-polo", "polo", "men", "merino", "camel ink sage", 129, {
    title: ["Fine-knit polo", "Поло тонкой вязки", "İncə toxunuşlu polo"],
    text: [
      "Long-sleeved merino, fine enough for under a blazer and proper enough without one.",
      "Меринос с длинным рукавом: достаточно тонкий под пиджак и достаточно строгий без него.",
      "Uzunqollu merinos: pencəyin altına düşəcək qədər incə, onsuz da səliqəli.",
    ],
  }),
  garment("shusha-cable-jumper", "jumper", "women", "cable", "ecru sky moss", 179, {
    title: ["Shusha cable jumper", "Свитер с косами «Шуша»", "Şuşa hörmə naxışlı sviter"],
    text: [
      "Three cables front and back, knitted from lambswool on old seven-gauge machines. Warm in a stone house.",
      "Три косы спереди и сзади, шерсть ягнёнка, старые машины седьмого класса. Тепло и в каменном доме.",
      "Öndə və arxada üç hörük, quzu yunu, köhnə yeddinci sinif dəzgahlar. Daş evdə də istidir.",
    ],
  }),
  garment("merino-crew-jumper", "jumper", "men", "merino", "navy oat brick", 149, {
    title: ["Merino crew jumper", "Джемпер из мериноса", "Merinos sviter"],
    text: [
      "Extra-fine merino with fully fashioned shoulders. Machine washable, if you mean it kindly.",
      "Тонкий меринос, плечи связаны по форме. Можно стирать в машине — бережно.",
      "İncə merinos, çiyinləri formasına görə toxunub. Ehtiyatla maşında yumaq olar.",
    ],
  }),
  garment("lahij-roll-neck", "jumper", "women", "finerib", "black oat wine", 119, {
    title: ["Lahij roll-neck", "Водолазка «Лагич»", "Lahıc boğazlı sviter"],
    text: [
      "A fine rib that follows without clinging; the neck folds once and stays folded.",
      "Тонкая резинка прилегает, но не обтягивает; горло складывается один раз и так и держится.",
      "İncə rezin toxunuş bədənə yatır, sıxmır; boğazı bir dəfə qatlanır və elə də qalır.",
    ],
  }),
  garment("karabakh-fair-isle-jumper", "jumper", "women", "merino", "oat-pattern navy-pattern", 199, {
    title: ["Karabakh Fair Isle jumper", "Жаккардовый свитер «Карабах»", "Qarabağ naxışlı sviter"],
    text: [
      "Carpet colours in a Fair Isle yoke. The floats behind the pattern are short, so fingers do not catch.",
      "Цвета ковра в узоре фэр-айл. Протяжки с изнанки короткие: пальцы не цепляются.",
      "Fer-ayl naxışında xalça rəngləri. Arxadakı saplar qısadır, barmaq ilişmir.",
    ],
  }),
  garment("guba-chunky-jumper", "jumper", "men", "chunky", "grey ochre", 169, {
    title: ["Guba chunky jumper", "Свитер крупной вязки «Губа»", "Quba iri toxunuşlu sviter"],
    text: [
      "Half a kilo of undyed-looking wool in a plain, stubborn stitch. Replaces a coat on dry days.",
      "Полкило шерсти простой упрямой вязки. В сухую погоду заменяет пальто.",
      "Yarım kilo yun, sadə və möhkəm toxunuş. Quru havada paltonu əvəz edir.",
    ],
  }),
  garment("library-cardigan", "cardigan", "women", "merino", "rose charcoal sage", 159, {
    title: ["Library cardigan", "Кардиган «Библиотека»", "Kitabxana kardiqanı"],
    text: [
      "Two pockets deep enough for cold hands, a V-neck that clears a collar, and eight small buttons.",
      "Два кармана, в которых греются руки, вырез под воротник рубашки и восемь маленьких пуговиц.",
      "Əl isidəcək qədər dərin iki cib, köynək yaxalığına uyğun V-yaxa və səkkiz xırda düymə.",
    ],
  }),
  garment("sheki-cable-cardigan", "cardigan", "men", "cable", "oat forest", 189, {
    title: ["Sheki cable cardigan", "Кардиган с косами «Шеки»", "Şəki hörmə naxışlı kardiqan"],
    text: [
      "Leather-look buttons, patch pockets and a shawl of cables over each side. Made to be left on a chair and found again.",
      "Пуговицы под кожу, накладные карманы, косы по бортам. Такой оставляют на спинке стула и снова надевают.",
      "Dəri görünüşlü düymələr, yamaq ciblər, hər iki tərəfdə hörüklər. Stulun belinə atıb yenə geyinmək üçün.",
    ],
  }),
  garment("loopback-hoodie", "hoodie", "men", "fleece", "grey navy rust", 99, {
    title: ["Loopback hoodie", "Худи из футера", "Kapüşonlu svitşot"],
    text: [
      "Unbrushed loopback, so it breathes. Double hood, flat cords, side panels that let you reach.",
      "Футер без начёса — дышит. Двойной капюшон, плоские шнуры, боковые вставки не стесняют движений.",
      "Daranmamış futer nəfəs alır. İkiqat kapüşon, yastı bağlar, hərəkəti sıxmayan yan hissələr.",
    ],
  }),
  garment("weekend-zip-hoodie", "hoodie", "women", "fleece", "oat black", 105, {
    title: ["Weekend zip hoodie", "Худи на молнии «Выходные»", "Zəncirbəndli hudi"],
    text: [
      "A two-way zip that does not wave, and a hood that keeps its shape down as well as up.",
      "Двойная молния лежит ровно, капюшон держит форму и на плечах, и на голове.",
      "İkitərəfli zəncirbənd dalğalanmır, kapüşon çiyində də, başda da formasını saxlayır.",
    ],
  }),
  garment("loopback-sweatshirt", "hoodie", "women", "fleece", "lilac ecru forest", 85, {
    title: ["Loopback sweatshirt", "Свитшот из футера", "Futer svitşot"],
    text: [
      "A crew neck with a wide rib and dropped shoulders; cut shorter, to sit at the top of the trousers.",
      "Круглый вырез с широкой резинкой, спущенное плечо; короче обычного — до пояса брюк.",
      "Enli rezinli dəyirmi yaxa, düşük çiyin; adi svitşotdan qısadır — şalvarın kəmərinə qədər.",
    ],
  }),
];
