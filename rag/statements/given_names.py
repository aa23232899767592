"""Common given names, by the pronoun that usually goes with them.

A help for "he" and "she" where an article gives no title, no more: a name on neither list, or on both, may be
either. The lists are short on purpose; what the article itself says ("Ms", "her husband") comes first.
"""

from __future__ import annotations

from rag.statements.wordlist import words

_HE = words(
    """Aaron Abdul Abdullah Adam Adrian Ahmed Alan Alastair Albert Alberto Alejandro Alexander Alexei
    Alfred Ali Alistair Allan Allen Alberto Anatoly Anders Andre Andreas Andrei Andres Andrew Andy Angus
    Antoine Anthony Antonio Arnold Arsene Arthur Arturo Barack Barry Ben Benjamin Bernard Bernie Bertie
    Bill Billy Bob Bobby Boris Brad Bradley Brendan Brent Brian Bruce Bryan Carl Carlo Carlos Cesar
    Charles Charlie Chris Christian Christophe Christopher Clarence Clive Clint Colin Craig Damian
    Damien Dan Daniel Danny Darren Dave David Davis Dean Dennis Denis Derek Desmond Dick Didier Diego
    Digby Dmitri Dmitry Dominic Dominique Don Donald Doug Douglas Duncan Dwayne Earl Ed Eddie Edward
    Edwin Elliott Emile Emmanuel Eric Erik Ernest Ethan Eugene Evan Felipe Felix Fernando Filippo
    Francesco Francis Francois Frank Franklin Fred Frederic Frederick Gareth Gary Gavin Gene Geoff
    Geoffrey George Gerald Gerard Gerhard Gianluca Gilbert Giorgi Giorgio Giovanni Glenn Gordon Graeme
    Graham Greg Gregory Guillaume Gus Guy Hamid Hamish Hans Harold Harry Harvey Hassan Hector Henri
    Henrik Henry Herbert Herve Howard Hugh Hugo Hussein Iain Ian Ibrahim Igor Isaac Isaiah Ismail Ivan
    Jack Jacques Jake Jalal James Jamie Jan Jason Javier Jay Jean Jeff Jeffrey Jens Jeremy Jerome Jerry
    Jesse Jim Jimmy Joachim Joaquin Joe Joel Johan Johannes John Johnny Jon Jonathan Jonny Jorge Jose
    Joschka Josef Joseph Josh Joshua Juan Jules Julian Julio Junichiro Jurgen Justin Karl Keith Ken
    Kenneth Kevin Kiefer Klaus Kofi Lance Larry Lars Laurent Lawrence Lee Len Leo Leon Leonard Leonardo
    Les Leslie Lewis Liam Linus Lionel Lloyd Lorenzo Louis Luc Luca Lucas Lucio Luigi Luis Luke Malcolm
    Manuel Marc Marcel Marco Marcus Mario Mark Markus Martin Marvin Matt Matteo Matthew Maurice Max Mel
    Michael Michel Miguel Mikael Mike Mikhail Milan Mitch Mitchell Mohamed Mohammad Mohammed Muhammad
    Nathan Neil Nelson Nicholas Nick Nicolas Nigel Norman Oleg Oliver Omar Oscar Otto Owen Paolo Pascal
    Patrick Paul Pavel Pedro Per Pete Peter Phil Philip Philippe Phillip Pierre Pietro Prakash Quentin
    Rafael Rahul Raj Rajiv Ralph Ray Raymond Rene Ricardo Richard Rick Ricky Rob Robert Roberto Robin
    Rod Roderick Rodney Roger Roland Romano Ron Ronald Ronnie Rory Ross Roy Rupert Russell Ryan Salman
    Sam Samuel Saul Scott Sean Sebastian Serge Sergei Sergey Sergi Sergio Seth Shaun Shigeru Silvio
    Simon Stan Stanley Stefan Stefano Stephen Steve Steven Stewart Stuart Sven Syed Tariq Ted Terence
    Terry Theo Thierry Thomas Tim Timothy Toby Todd Tom Tomas Tommy Toni Tony Trevor Tyler Umberto
    Victor Viktor Vincent Vladimir Wayne Walter Warren Will William Willie Winston Wolfgang Xavier Yann
    Yasser Yuri Yves Zoran Vinod Manmohan Atal Vijay Anil Sanjay Arun Rajesh Jalal Iyad Ayad Mahmoud
    Ariel Yasuo Hiroshi Takeshi Kenji Nobuyuki Hamad Faisal Tarek Dolphy Zubair Dwight Chuck Newt Mitt
    Jeb Marco Ted Reince Corey Rudy Rand Lindsey Harley Chad Brett Trey Mike Kellyanne"""
)
_SHE = words(
    """Abigail Agnes Alexandra Alice Alicia Alison Amanda Amber Amelia Amelie Amy Andrea Angela Angelina
    Anita Ann Anna Annabel Anne Annette Annie Audrey Barbara Beatrice Becky Belinda Bernadette Beth
    Betty Beverley Bonnie Brenda Bridget Brigitte Camilla Carla Carly Carmen Carol Carole Caroline
    Carolina Carolyn Catherine Cate Cathy Celine Charlotte Cherie Cheryl Chloe Christina Christine Cindy
    Claire Clara Claudia Condoleezza Courtney Cynthia Daniela Danielle Dawn Debbie Deborah Debra Denise
    Diana Diane Donna Dora Doris Dorothy Edith Eileen Elaine Eleanor Elena Elisabeth Eliza Elizabeth
    Ella Ellen Emily Emma Erica Erin Estelle Esther Eva Evelyn Fatima Fiona Florence Frances Gabrielle
    Gail Gemma Georgina Geraldine Germaine Gillian Gina Glenda Gloria Grace Greta Gwyneth Halle Hannah
    Harriet Heather Heidi Helen Helena Hilary Hillary Hilda Holly Imelda Ingrid Irene Isabel Isabella
    Ivana Jacqueline Jacqui Jane Janet Janice Jasmine Jayne Jeanette Jeanne Jennifer Jenny Jessica Jill
    Joan Joanna Joanne Jodie Josephine Joyce Judith Judy Julia Julianne Julie June Justine Karen Kate
    Katherine Kathleen Kathryn Kathy Katie Kelly Kerry Kim Kimberly Kirsten Kirsty Kristin Kylie Laura
    Lauren Leanne Leslie Lily Linda Lindsay Lisa Liz Lorraine Louise Lucy Lydia Lynn Lynne Madonna
    Maggie Mandy Margaret Maria Mariah Marian Marie Marilyn Marina Marion Martha Martina Mary Maureen
    Megan Melanie Melissa Meryl Michelle Miranda Miriam Molly Monica Nadia Nancy Naomi Natalie Natasha
    Nicola Nicole Nina Nora Norma Olga Olivia Oprah Pamela Patricia Patsy Paula Pauline Penelope Penny
    Phyllis Polly Priscilla Rachael Rachel Rebecca Renee Rita Roberta Rosa Rosalind Rose Rosemary Rosie
    Ruth Sally Samantha Sandra Sara Sarah Serena Sharon Sheila Shelley Shirley Sienna Silvia Simone
    Sonia Sophia Sophie Stella Stephanie Sue Susan Susanna Suzanne Sylvia Tamara Tanya Tara Teresa Tessa
    Theresa Tina Tracey Tracy Ursula Valerie Vanessa Vera Veronica Victoria Virginia Vivian Wendy Winona
    Yvonne Zoe Barbra Renee Svetlana Justine Ivanka Melania Huma Kellyanne Loretta Donna Megyn Elizabeth
    Gwen Debbie Kayleigh Jillian Chelsea Katrina Angelique Venus Kirsten"""
)

HE = frozenset(_HE) - frozenset(_SHE)
SHE = frozenset(_SHE) - frozenset(_HE)
GIVEN = frozenset(_HE) | frozenset(_SHE)
