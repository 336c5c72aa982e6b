"""The words names of institutions are made of: what begins them, what goes on in them, and what ends them."""

from __future__ import annotations

from anonymizer.wordlists import phrases, words

# Named after places and numbers as a rule.
PLACED = words(
    "cukai plbn kppbc lpka karantina asdp damkar bpd mal phu penmad tps kpps ppk bkpm bappebti kksop bptj "
    "puskesos kantah kemenperin kemenkeu kemendag kemendes kementan kemenhub kemenhut kemenpora "
    "kemendagri kemenlu kemenparekraf kemenpppa kemenkop kemenristek komdigi menag pa sipil bpkh bgn "
    "kppu bawas badilag setjen itjen irwil pengadilan bkn kanreg ori pnpm bpkp lkpp lpsk kpai kpid "
    "komnas kua man mtsn min sdn smpn sman smkn mtssn kemenag kankemenag kanwil kantor dinas upt upz "
    "desa kelurahan kecamatan kec kel kab kabupaten kota polsek polres polda kejari kejaksaan "
    "pengadilan pn pta bawaslu kpu kodim koramil baznas bimas puskesmas korwil uptd bkd bkpsdm disdik "
    "satpol pelabuhan terminal stasiun pasar embarkasi kepulauan menpan kementerian kemenhaj badan "
    "lembaga direktorat cabang provinsi prov distrik nagari gampong kampung dusun kelompok subbag seksi "
    "bidang direktorat ditjen asrama iain samsat satpas lapas rutan bapas kanim imigrasi pustu "
    "poskesdes polindes labkesda labkesmas puskesos disdukcapil dukcapil capil dpmptsp dpmpt mpp ptsp "
    "dishub dinkes dinkesos dinsos disnaker disnakertrans disperindag disperindagkop dinkop diskop "
    "disparbud dispar disdikbud dindik dindikbud dikbud dikpora disdikpora dispora disporapar "
    "diskominfo kominfo dispendik disbun disnak distan dispertan distanak dpmd dpupr pupr dpu dlh dkp "
    "disperkim perkim bapenda dispenda bpbd bkpp bkpsdmd bpkad bappeda bappelitbangda kesbangpol "
    "bakesbangpol setda itda inspektorat sekretariat kpp kppn ksop panwascam panwaslu panwaslucam "
    "kejati polresta polrestabes polsekta polsubsektor polairud brimob korem kodam lanal lanud yonif "
    "denpom korwilcam bpn bps bnnk bnnp bnn bkkbn bpom bbpom lpmp bpmp bgp bbgp bdk pusdiklat bptd "
    "bulog kph bpp bkph upp ulp kemenkumham kemendikbud kemensos kemenkes kemenpan ombudsman syahbandar "
    "ptun basarnas dekranasda gudep kwarcab kwarran kwarda pramuka kotamadya karesidenan wilayah "
    "kabupaten pengadilan mahkamah kelurahan kecamatan pekon jorong korong banjar daker sektor ds"
)
# Named after persons, virtues, verses and words of every kind.
NAMED = words(
    "bumdesma po remas p3a optik brilink baitul fkub muslimat fatayat aisyiyah "
    "gp banser knpi pwi phdi walubi permabudhi hmi pmii imm pii gmni kammi bem "
    "maal pemdes lapangan poli gugus pku depot kios gudang posbakum ma'had mahad "
    "tahfidz tahfiz auditorium pegadaian taspen kkg mgmp kkm pokjawas igra pgri mui taruna karangtaruna "
    "preschool playgroup daycare smti smtk stp stpn stpp stta smkn sd smp sma smk smpk smak sdk smkk "
    "sdit smpit smait tkit mi mts ma ra mis mtss mas mak tk paud kb tpq tpa tka mdt mdta madin slb pkbm "
    "ponpes pontren pondok pesantren pp ppq yayasan ypi lp lpi masjid mesjid musala musholla mushola "
    "mushalla langgar surau gereja paroki kapel gki gmim gbi hkbp vihara pura klenteng panti majelis "
    "universitas univ uin stai stain iai stkip stit institut politeknik akademi sekolah madrasah "
    "perguruan rs rsu rsud rsia rsi klinik apotek lsm koperasi kopsyah kspps bmt pt cv ud toko hotel "
    "wisma travel kbih kbihu ppiu pustaka pos pihk biro rumahmakan restoran perpustakaan museum gedung "
    "aula stadion jembatan bandara monumen taman kedai warung kafe cafe posko graha menara wisma kampus "
    "rumahtahfidz pasraman pasantren jalan jl jln jembatan jalur inpres ruang ruangan beasiswa program "
    "piala turnamen raudhatul raudlatul diniyah takmiliyah ibtidaiyah tsanawiyah aliyah dayah meunasah "
    "ormas ikatan forum gapoktan poktan kwt bumdes bumdesa bumnag bumkam posyandu posbindu ksp kud kpri "
    "kpn kopkar kopwan koppontren kopontren bpr bprs lkm lkms kjks unit kcp kc ulp up3 pdam perumdam "
    "perumda pln blk blkk lpk lkp lksa lkso lks lku lsp bimbel stikes stmik stih stie stiq stisnu stt "
    "stid stais stik stikom poltekkes poltek akbid akper unu unmuh ikip iakn stakn ihdn ittelkom uniku "
    "mwcnu mwc pcnu pwnu pac pcm pdm pwm pdpm ipnu ippnu dkm dmi mwci fkdt gmim gpm gpib gpdi gkj gkjw "
    "hkbp gbkp gkps gmit gkii gkpb gkst gmist gki gbt jemaat stasi keuskupan kevikepan kuasi laz "
    "lazisnu lazismu lazis utd pmi tbm rsup rsj rsjd rsk rskb rsad rspad rsal rsau rskia rsab rsgm rsjs "
    "rsui rsi rskj sds smks smas smps sdk smtk smthk tkn tks makn mapk paudqu rtq ltq lptq pkpps pdf "
    "losmen homestay otobus katering catering konveksi percetakan fotocopy minimarket swalayan "
    "supermarket pabrik padepokan sanggar paguyuban himpunan asosiasi komunitas serikat partai fakultas "
    "prodi bangsal paviliun poliklinik puskeswan perhimpunan persekutuan konsorsium lembaga persatuan "
    "dewan bengkel salon spbu firma rumahsakit kampoeng pondokpesantren laboratorium lab wihara cetiya "
    "kelenteng kuil wantilan balai panti kantin pendopo keraton kraton mall plaza pelabuhan dermaga "
    "bendungan waduk embung irigasi harian koran tabloid majalah radio kapal kmp km perusahaan biro "
    "stasi rayon komisariat ranting cabang rombongan kloter korporasi madrasatul tarbiyah uptd upt "
    "kafilah"
)
BANKS = words("bank")
HEADS = PLACED | NAMED | BANKS | words("bri bni btn bsi bca mandiri")
# Everyday words or degrees unless they are written large: "ma", "min", "kota", "MA" behind a comma.
EVERYDAY_HEADS = words(
    "mal po baitul aisyiyah gp bem phu "
    "maal imm pii karantina lapangan poli gugus depot kios gudang taruna auditorium pegadaian pa sipil "
    "menag setjen itjen ma mi man min mas ra pp ud pt kb tk kota pasar kantor sekolah toko kel kec kab "
    "kelompok bidang seksi sd taman forum ikatan kampung pura prov lp mak tpa iai desa gedung aula "
    "jalan jalur cabang badan lembaga menara graha kampus warung kedai kafe cafe posko ruang ruangan "
    "beasiswa program piala turnamen pos tsanawiyah aliyah ibtidaiyah imigrasi inspektorat sekretariat "
    "wilayah mahkamah perkim capil unit pdf lks lab jemaat stasi kuasi km kmp kapal perusahaan "
    "rombongan kloter rayon ranting harian koran tabloid majalah radio pabrik komunitas serikat partai "
    "paguyuban himpunan asosiasi perhimpunan persekutuan persatuan dewan fakultas prodi bangsal "
    "katering catering konveksi percetakan fotocopy minimarket swalayan supermarket plaza mall bengkel "
    "salon kantin pramuka pln ptsp dermaga waduk bendungan irigasi kuil sanggar kampoeng banjar pmi "
    "sektor ds syahbandar balai panti firma tarbiyah korporasi konsorsium laboratorium kph bpp upp tbm"
)
# Words for hills and waters that begin names of places.
LANDSCAPE = words(
    "bandar labuhan labuan muaro kuta banua timor flores sumba rote alor kei aru seram halmahera karang "
    "bukit gunung pegunungan tanjung kampung sungai kali batu pulau rawa muara teluk ujung lembah kebon "
    "kebun alas tegal tirta banjar padang lubuk air kuala simpang sei parit lawang telaga pantai batang "
    "koto ranah tanah pasir paya alur alue krueng lhok pematang tebing lumban huta dolok aek way wae "
    "nanga nusa tumbang handil anjir kedung sumber rantau lereng puncak curah situ ranu lembang"
)
# What tells one part of a place from another, at the end of its name.
COMPASS = words(
    "timur barat utara selatan tengah hulu hilir ilir ulu udik mudik kulon wetan kidul lor dalam luar atas "
    "bawah raya baru lama girang timu mudiak"
)
# Names of banks, associations and services inside names of branches and schools.
BRANDS = words(
    "umrah umroh quran tni ad au polri raharja cukai publik minum zakat phu penmad nu ranting maal "
    "rohani pratama madya bri bni btn bsi bca mandiri danamon muamalat cimb pgri ma'arif maarif nu aba "
    "pui persis gp ansor kemenag ptsp bpjs kesehatan ketenagakerjaan pln pos adat umat ummat terpadu"
)
# Whom institutions are named for: "Kantor Camat", "Koperasi Pegawai", "Ikatan Guru".
FOR_PEOPLE = words(
    "kantor koperasi ikatan forum persatuan paguyuban asosiasi himpunan serikat asrama balai komunitas "
    "pasar perkumpulan perhimpunan gedung aula klinik panti dewan"
)
CLASSES_OF_OFFICES = words("kelas tipe type grade")
# Short for something; written otherwise they are forms of address or halves of words.
NUMBERED = words("man min mtsn")
LETTERS = words("po gp imm pii bem phu ma mas min man mak ra pp kb lp")
# Behind these the leader's name may follow the institution at once.
LEADERS = words(
    "kepala ka kepsek ketua direktur dirut pimpinan pengasuh rektor dekan kadis kabid kasi kasubbag "
    "kasubag sekretaris bendahara operator staf plt plh pj wakil waka camat lurah penghulu mudir "
    "presiden manajer komisaris pemilik owner kaur sekdes head principal"
)
MEMBERS = words("guru dosen pegawai honorer satpam penyuluh petugas siswa siswi murid alumni tu wali")
CALLED = words("pak bu bapak ibu bpk pk sdr sdri saudara")
# Behind "kepala" these say what somebody leads, not which.
SCHOOLS = words("sekolah madrasah")
HEADS_OF_OFFICE = words("kepala ka ketua plt plh pj pjs")
# What begins a name of an institution and seldom a person's.
SACRED = words(
    "assalafiyah annur alikhlas alhidayah alfalah attaqwa arrahman assalam alhikmah plus unggulan "
    "modern riset model wustha ula ulya salaf al an ar as at az ad ash asy el nurul darul darun daarul "
    "miftahul hidayatul raudhatul raudlatul roudlotul bustanul mambaul manbaul tarbiyatul baitul "
    "baiturrahman baiturrahim jami jamik roudhotul riyadhul sirajul anwarul ihya ihyaul sabilul sabilil "
    "salafiyah islam islamiyah muhammadiyah aisyiyah nahdlatul ulum ulama rahmatan lil alamin huda "
    "falah iman ikhlas hikmah taqwa amin khairiyah khoiriyah mubarok jannah mukhlisin muttaqin "
    "mubtadiin santo santa st bunda tunas harapan insan bina bhakti bakti karya cahaya sinar citra "
    "putra putri tiga sumber mitra pemuda negeri swasta terpadu inpres lnpres impres kristen katolik "
    "bhayangkara pertiwi kementerian agama republik indonesia urusan tinggi pendidikan asrama haji "
    "kecamatan kec kabupaten kab kota kel kelurahan desa provinsi prov negara pembantu cabang unit "
    "wilayah daerah pusat kantor syariah "
    "umum jiwa bersalin khusus teknologi teknik informatika komputer farmasi keperawatan pelayaran "
    "penerbangan vokasi kejuruan bisnis"
)
ARABIC = words(
    "bahrul tanwirul riyadul mambaus syamsul hubbul irsyadul al ar as at az nurul darul miftahul "
    "hidayatul raudhatul raudlatul bustanul mambaul tarbiyatul baitul sabilul"
)
REVERED = words(
    "st santa sta umi ki kh syekh syaikh nyai raden sultan imam sunan tgk teungku tuan guru bunda ibu "
    "santo dr sheikh bung buya jenderal jendral letjen mayjen brigjen pangeran kapten kapitan prof haji "
    "habib pahlawan datuk datuak ratu"
)
SHORTENED = words(
    "sta jl jln gg kec kab kel prov st kh tgk dr drs ir h pt cv ud pp sd smp sma mts mi ma ra ds jend"
)
SUFFIX_HEADS = words(
    "mall preschool playgroup daycare tour tours travel group mart store laundry resort residence office "
    "counter centre center department station court bureau branch agency ministry directorate clinic "
    "regency port airport library council committee association services association subdistrict "
    "precinct school foundation university mosque hospital academy institute college kindergarten "
    "church elementary islamic junior secondary primary boarding street road building tower hall"
)
# The same in small letters behind capitals: "the Mawar Indah grocery".
SHOPS = words(
    "office counter centre center station hospital school post grocery shop store market clinic bookstore "
    "bakery canteen dormitory"
)
# Men and women of the past by the names that few living people bear in full.
REMEMBERED = phrases(
    "cut nyak dien; cut nyak dhien; cut nyak meutia; mh thamrin; m h thamrin; ki hajar dewantara; ki "
    "hadjar dewantara; umar bin khattab; umar bin khatab; umar bin al khattab; ali bin abi thalib; ali "
    "bin abi talib; utsman bin affan; usman bin affan; abu bakar ash shiddiq; abu bakar as shiddiq; abu "
    "bakar shiddiq; tuanku imam bonjol; imam bonjol; imam syafii; imam hanafi; imam maliki; imam hambali; "
    "imam ghazali; imam "
    "al ghazali; imam nawawi; imam bukhari; imam malik; imam muslim; imam mahdi; sultan hasanuddin; "
    "sultan agung; sultan iskandar muda; pangeran diponegoro; jenderal sudirman; jendral sudirman; "
    "jenderal soedirman; "
    "bung karno; bung hatta; bung tomo; ra kartini; r a kartini; raden ajeng kartini; dewi sartika; sunan "
    "kalijaga; sunan ampel; sunan giri; sunan bonang; sunan kudus; sunan muria; sunan drajat; sunan "
    "gunung jati; buya hamka; pattimura; si pitung; malin kundang; abu lahab; abu jahal; abu hurairah; "
    "raja ali haji; dipati ukur; oemar bakri; umar bakri; oemar bakrie; umar bakrie; hos cokroaminoto; hos "
    "tjokroaminoto; hasyim asyari; hasyim asy'ari; kh ahmad dahlan; kh wahid hasyim; kh wachid hasyim; "
    "nyai ahmad dahlan; nyai walidah; sultan syarif kasim; sultan thaha; sultan babullah; sultan baabullah; "
    "sultan nuku; teuku umar; teuku cik ditiro; teungku chik di tiro; si singamangaraja; sisingamangaraja; "
    "tuanku tambusai; tuanku nan renceh; martha christina tiahahu; christina martha tiahahu; robert wolter "
    "monginsidi; wolter monginsidi; sam ratulangi; ki bagus hadikusumo; otto iskandar dinata; otto "
    "iskandardinata; rasuna said; rohana kudus; roehana koeddoes; gatot subroto; gatot soebroto; slamet "
    "riyadi; yos sudarso; adi sucipto; adisucipto; i gusti ngurah rai; untung surapati; untung suropati; "
    "trunojoyo; raden fatah; raden patah; sultan trenggono; joko tingkir; jaka tingkir; gajah mada; hayam "
    "wuruk; raden wijaya; prabu siliwangi; ken arok; ken dedes; roro jonggrang; sangkuriang; dayang sumbi; "
    "nyi roro kidul; om swastyastu; om swastiastu; om suastiastu; om swasti astu; om santih; om shanti; "
)
LONGEST_REMEMBERED = max(map(len, REMEMBERED))
# What the names of firms end with, in capitals: "PT NUR BAHARI WISATA".
TRADES = words(
    "wisata tour tours travel holiday holidays group trans transport logistik persada nusantara perkasa "
    "abadi sentosa sejahtera gemilang makmur mandiri lestari perdana konstruksi utama"
)
# Feast days: "Hari Amal Bakti".
FEASTS = words(
    "amal santri guru raya kemerdekaan ulang pahlawan kartini ibu anak pendidikan kesaktian lahir jadi "
    "tasyrik arafah libur natal buruh bumi batik nyepi waisak toleransi antikorupsi keluarga"
)
LONGEST = 7
# In capitals or small letters nothing shows where the name ends.
LONGEST_UNSEEN = 3
# Pieces of a name in a damaged scan, and the letters of one.
MOST_PIECES = 9
LONGEST_PIECE = 5
SHORTEST_PIECE = 2
PIECES_OF_PLACE = 4
PLACE_WORDS = 2
SEEN_PLACE_WORDS = 4
# What stands between an office and the name of its place.
DIVISIONS = words("kec kecamatan kab kabupaten kota kel kelurahan desa kepulauan prov provinsi")
# "Bina Anak", "Harapan Bunda": kinship words behind these name nobody.
BEFORE_KIN = words("bina tunas harapan cinta kasih taman permata mutiara sayang pondok")
# Streets and buildings are named after titled men.
BUILT = words(
    "auditorium jalan jl jln gedung aula jembatan stadion masjid graha menara wisma perpustakaan museum "
    "taman bandara"
)
PRAYED = words("mesjid musala musholla mushola mushalla langgar surau pondok ponpes pesantren")
HONOURED = words("h hj kh ir drs dr prof tgk tuan syekh raden rm mt haji kiai kyai datuk")
STOPS = frozenset("LVMAD")
# Offices of villages and quarters: behind "Kepala" it is as often the name of a man.
VILLAGES = words(
    "desa dusun kampung kelurahan lingkungan banjar jorong gampong pekon nagari distrik kampoeng"
)
# Class words whose place is written large behind them: "di desa Cikondang Girang".
LOWER_CLASSES = words(
    "desa kelurahan kecamatan kampung dusun kota kabupaten provinsi kantor pasar nagari gampong distrik"
)
# "Sukaraja Girang village office".
ENGLISH_KINDS = words(
    "village district police health immigration religious affairs post tax land primary elementary high "
    "junior senior islamic boarding public general regency subdistrict hajj umrah pilgrimage service "
    "services civil registry registration labour labor national central city social welfare licensing "
    "vocational revenue customs excise education state private"
)
# Firms are named by words of every kind, in small letters too.
FIRMS = words("bpr bprs cv pt ud bmt ksp kspps koperasi travel hotel klinik apotek toko rsia rsi lpk stikes")
# Numbers of districts of an office: "Itjen Wilayah II".
ROMAN = words("i ii iii iv v vi vii viii ix x xi xii")
# Where an office stands, in English: "the immigration counter at Sukaraya".
ENGLISH_IN = words("in at of for")
# Who holds an office by the name of its place: "Camat Tanjung Seruni".
HOLDERS = words(
    "camat lurah kades bupati walikota kapolsek kapolres danramil kajari kakankemenag sekcam sekdes "
    "geuchik keuchik pambakal bendesa klebun kuwu petinggi"
)
# Short forms that noblemen bear, and people by their standing: "KRT Wijoyo", "THL Rudi".
BORNE_SHORT = words(
    "krt kra krmt kgph kph gph hos ign kms msy grm gra bra brm raden rhm thl tkk ppnpn cpns casn gtt "
    "gty gb gbpns art tki tkw tkhi tkhd ppih kpm odgj dpo tsk wni wna pkl spg spb wts psk ibu bpk"
)
# "Gunung Barus", "Danau Singkara": what is no institution and nobody either.
GEOGRAPHY = words("gunung sungai pulau pantai danau teluk selat kepulauan tanjung bukit waduk air kali")
# "RM 600": money of other countries, no initials.
CURRENCIES = words("rm myr sgd usd sar aud eur twd hkd krw jpy")
# What firms, schools and homes are called by, as well as people: behind a head word they name it.
VIRTUES = words(
    "makmur utama jaya abadi sentosa sejahtera mandiri mulia lestari gemilang cemerlang ceria bangsa "
    "nusantara persada indah permai asri kencana perdana pratama husada medika waluya sehat waras "
    "wiyata widya budi luhur mekar melati mawar anggrek kenanga teratai kartika nusa pelita lentera "
    "rabbani robbani madani qurani rahmani ihsan teladan generasi cendikia "
    "fajar surya bintang mentari matahari purnama berkah barokah rezeki rejeki anugerah karunia amanah "
    "hidayah rahmat bersama bersatu maju muda ilmu pintar cerdas cendekia kreatif juara prestasi kasih "
    "sayang hati ibunda permata mutiara karsa insani semesta kristus raja maria immaculata imanuel "
    "immanuel kudus yesus"
)
# What offices are for: "dinas sosial koto rindang".
DUTIES = words(
    "sosial kesehatan pendidikan kebudayaan pertanian perhubungan kependudukan pencatatan catatan sipil "
    "tenaga kerja perdagangan perindustrian koperasi lingkungan hidup pekerjaan umum penataan "
    "pariwisata kelautan perikanan pemberdayaan masyarakat perpustakaan arsip pertanahan pajak imigrasi "
    "pos agama urusan camat lurah bupati tani pembantu pelayanan perizinan keuangan kepegawaian "
    "perumahan pemadam kebakaran"
)
# Heads behind which a titled name is the institution's; elsewhere it may be whoever works there.
FOR_THE_TITLED = words(
    "rs rsu rsud rsia rsi sakit klinik gedung aula auditorium jalan jl jln jembatan stadion bandara"
)
MEN_OF_TITLE = words(
    "h hj haji hajjah kh dr drs dra drg ir prof ibu bunda umi habib guru tuan kiai kyai ust ustadz"
)
BANK_NAMES = words("bri bni btn bsi bca mandiri")
BRANCHES = words("unit cabang kcp kc capem kas")
CONSTRUCTS = ("ul", "lus", "tus", "rus", "bus", "mus")  # "Tanwirul Qulub", "Roudlotus Shibyan"
# Words of the name of an institution that no person is called.
FREE = SACRED | HEADS | COMPASS | BRANDS | CLASSES_OF_OFFICES
# Classes of words that a name with an unlisted short form in front does not go on with.
NO_NAME_AFTER = frozenset("HTVDLPJMAN")
SHORTEST_FORM = 3
LONGEST_FORM = 8
NAMING = words(
    "saya sy aku nama bernama namanya an a.n atas alias inisial berinisial panggilan dipanggil named"
)
BEFORE_PLACES = DIVISIONS | LANDSCAPE
BUILT_OR_PRAYED = BUILT | PRAYED
# Shapes of words with capitals in texts that have small letters, too.
WRITTEN_LARGE = words("mX sX mT sT mm sm")
TITLED = REVERED | HONOURED
LEADERS_OR_CALLED = LEADERS | CALLED
NUMBERED = PLACED | {"min"}
REMEMBERED_BY_FIRST = {
    first: tuple(phrase for phrase in sorted(REMEMBERED) if phrase[0] == first)
    for first in {phrase[0] for phrase in REMEMBERED}
}
REVERED_ALONE = REVERED - MEN_OF_TITLE
VOWELS = frozenset("aeiou")
# Of these words the ones that mean nothing else in small letters.
SACRED_LONG = words(
    "katolik kristen islam muhammadiyah aisyiyah inpres terpadu negeri santo santa nahdlatul salafiyah "
    "islamiyah darul nurul miftahul raudlatul raudhatul pertiwi bhayangkara tunas"
)
CAPITALS = words("mT sT")
# Forms of address that are no short forms: a full stop behind them ends the sentence.
WHOLE_ADDRESS = words("ibu bu pak bapak bapa mas mbak bunda umi abah buya")
# Two words that begin the name of an institution only together: "Rumah Zakat", "GP Ansor".
PAIRS = {
    "rumah": words("sakit zakat quran singgah yatim baca belajar duka"),
    "tulang": words("bawang"),
    "gp": words("ansor"),
    "jasa": words("raharja"),
    "bea": words("cukai"),
    "bidan": words("praktik"),
    "rm": words("padang sederhana"),
}
